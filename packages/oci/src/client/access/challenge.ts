/** One way to log in that a `WWW-Authenticate` header offers. */
export interface Challenge {
  /** `basic`, `bearer`, … in lower case. */
  scheme: string;
  parameters: Record<string, string>;
}

const maxHeaderLength = 8192;

/** Reads `WWW-Authenticate` headers (RFC 9110 §11.6.1), several challenges to a header or one each. */
export function parseChallenges(headers: readonly string[]): Challenge[] {
  return headers.flatMap((header) => parseHeader(header.slice(0, maxHeaderLength)));
}

const token = /[A-Za-z0-9!#$%&'*+.^_`|~-]+/y;
const parameter = /\s*,?\s*([A-Za-z0-9!#$%&'*+.^_`|~-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s",]+))/y;

function parseHeader(header: string): Challenge[] {
  const challenges: Challenge[] = [];
  let at = 0;
  for (;;) {
    while (at < header.length && /[\s,]/.test(header.charAt(at))) at += 1;
    token.lastIndex = at;
    const scheme = token.exec(header);
    if (scheme === null) return challenges;
    const { parameters, end } = parseParameters(header, token.lastIndex);
    challenges.push({ scheme: scheme[0].toLowerCase(), parameters });
    // A challenge whose rest makes no sense ends the reading: what came before it stands.
    if (end <= at) return challenges;
    at = end;
  }
}

function parseParameters(header: string, start: number): { parameters: Record<string, string>; end: number } {
  const parameters: Record<string, string> = {};
  let at = start;
  for (;;) {
    parameter.lastIndex = at;
    const found = parameter.exec(header);
    const name = found?.[1];
    if (found === null || name === undefined) return { parameters, end: at };
    parameters[name.toLowerCase()] = found[3] ?? (found[2] ?? '').replace(/\\(.)/g, '$1');
    at = parameter.lastIndex;
  }
}
