/** Which of the secrets a text gives away, as they are or as base64, URLs or JSON write them. */
export function tracesOf(text: string, secrets: readonly string[]): string[] {
  const readings = [text, ...unescaped(text), ...percentDecoded(text), ...base64Decoded(text)];
  return secrets.filter((secret) => readings.some((reading) => reading.includes(secret)));
}

/** Twice: a document may quote a document. */
function unescaped(text: string): string[] {
  const once = text.replace(/\\u([0-9a-f]{4})/gi, (_all, code) => String.fromCharCode(Number.parseInt(code, 16)));
  const first = once.replace(/\\(["\\/])/g, '$1');
  return [first, first.replace(/\\(["\\/])/g, '$1')];
}

function percentDecoded(text: string): string[] {
  const decode = (plus: string): string =>
    text
      .replaceAll('+', plus)
      .replace(/(?:%[0-9a-f]{2})+/gi, (run) => Buffer.from(run.replaceAll('%', ''), 'hex').toString());
  return [decode('+'), decode(' ')];
}

/** Of every run of letters that might be base64, from each place where a group of four may begin. */
function base64Decoded(text: string): string[] {
  const runs = text.match(/[A-Za-z0-9+/_-]{8,}/g) ?? [];
  return runs.flatMap((run) => [0, 1, 2, 3].map((start) => Buffer.from(run.slice(start), 'base64').toString()));
}
