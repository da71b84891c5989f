/** Characters, and what is wrong with those that follow them. */
export interface Decoded {
  text: string;
  problem: { text: string; isAtEnd: boolean } | undefined;
}

/**
 * The characters of a text that begins with UTF-16's byte order mark, which some editors and shells write; undefined if
 * it does not. A byte that is no UTF-8 is a lone surrogate in the texts of templates.
 */
export function decodeUtf16(text: string): Decoded | undefined {
  const isLittle = text.startsWith('\udcff\udcfe');
  if (!isLittle && !text.startsWith('\udcfe\udcff')) return undefined;
  const bytes = bytesOf(text.slice(2));
  const units: number[] = [];
  for (let at = 0; at + 1 < bytes.length; at += 2) {
    const [first = 0, second = 0] = [bytes[at], bytes[at + 1]];
    units.push(isLittle ? first + second * 256 : first * 256 + second);
  }
  return joined(units, bytes.length % 2 === 1);
}

function bytesOf(text: string): number[] {
  const bytes: number[] = [];
  const encoder = new TextEncoder();
  for (const character of text) {
    const code = character.charCodeAt(0);
    if (character.length === 1 && code >= 0xdc80 && code <= 0xdcff) bytes.push(code - 0xdc00);
    else bytes.push(...encoder.encode(character));
  }
  return bytes;
}

function joined(units: readonly number[], hasHalf: boolean): Decoded {
  let text = '';
  for (let index = 0; index < units.length; index += 1) {
    const unit = units[index] ?? 0;
    if (isLow(unit)) return stopped(text, 'unexpected low surrogate area');
    text += String.fromCharCode(unit);
    if (unit < 0xd800 || unit > 0xdfff) continue;
    const next = units[index + 1];
    if (next === undefined) return stopped(text.slice(0, -1), 'incomplete UTF-16 surrogate pair', true);
    if (!isLow(next)) return stopped(text.slice(0, -1), 'expected low surrogate area');
    text += String.fromCharCode(next);
    index += 1;
  }
  return hasHalf ? stopped(text, 'incomplete UTF-16 character', true) : { text, problem: undefined };
}

function stopped(text: string, problem: string, isAtEnd = false): Decoded {
  return { text, problem: { text: problem, isAtEnd } };
}

function isLow(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}
