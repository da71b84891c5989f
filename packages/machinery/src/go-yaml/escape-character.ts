import { isBreak, isPrintable } from './scalar-style.ts';

const namedEscapes = new Map([
  [0x00, '0'],
  [0x07, 'a'],
  [0x08, 'b'],
  [0x09, 't'],
  [0x0a, 'n'],
  [0x0b, 'v'],
  [0x0c, 'f'],
  [0x0d, 'r'],
  [0x1b, 'e'],
  [0x22, '"'],
  [0x5c, '\\'],
  [0x85, 'N'],
  [0xa0, '_'],
  [0x2028, 'L'],
  [0x2029, 'P'],
]);

/** A character inside double quotes; with `always`, one that could stand for itself is escaped, too. */
export function escapeCharacter(character: string, always: boolean): string {
  const code = character.codePointAt(0) ?? 0;
  if (!always && isPrintable(code) && !isBreak(code) && code !== 0x22 && code !== 0x5c) return character;
  const name = namedEscapes.get(code);
  if (name !== undefined) return `\\${name}`;
  const hex = code.toString(16).toUpperCase();
  if (code <= 0xff) return `\\x${hex.padStart(2, '0')}`;
  return code <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
}
