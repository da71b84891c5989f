import { isPrintable } from '../text/characters.ts';
import { quote } from '../text/quote.ts';
import { type Flags, pad } from './flags.ts';

const BASES: ReadonlyMap<string, number> = new Map([
  ['d', 10],
  ['v', 10],
  ['b', 2],
  ['o', 8],
  ['O', 8],
  ['x', 16],
  ['X', 16],
]);

const PREFIXES: ReadonlyMap<string, string> = new Map([
  ['b', '0b'],
  ['x', '0x'],
  ['X', '0X'],
  ['v', '0x'],
]);

/** An integer under a verb; undefined if the verb is none for integers. */
export function formatInteger(value: bigint, verb: string, flags: Flags, unsigned: boolean): string | undefined {
  switch (verb) {
    case 'c':
      return pad(character(value), flags);
    case 'q':
      return pad(quote(character(value), { delimiter: "'", ascii: flags.plus }), flags);
    case 'U':
      return pad(unicode(value, flags), flags, false);
    case 'v':
      return unsigned && flags.sharpV
        ? digits(value, 16, { ...flags, sharp: true }, 'v')
        : digits(value, 10, flags, verb);
  }
  const base = BASES.get(verb);
  return base === undefined ? undefined : digits(value, base, flags, verb);
}

function digits(value: bigint, base: number, flags: Flags, verb: string): string {
  const negative = value < 0n;
  const sign = negative ? '-' : flags.plus ? '+' : flags.space ? ' ' : '';
  let least = 0;
  if (flags.precision !== undefined) {
    least = flags.precision;
    if (least === 0 && value === 0n) {
      return pad('', flags, false);
    }
  } else if (flags.zero && !flags.minus && flags.width !== undefined) {
    least = flags.width - sign.length;
  }
  const plain = (negative ? -value : value).toString(base).padStart(least, '0');
  const text = verb === 'X' ? plain.toUpperCase() : plain;
  return pad(sign + prefix(text, base, flags, verb) + text, flags, false);
}

function prefix(text: string, base: number, flags: Flags, verb: string): string {
  if (verb === 'O') {
    return flags.sharp && !text.startsWith('0') ? '0o0' : '0o';
  }
  if (!flags.sharp || base === 10) {
    return '';
  }
  if (base === 8) {
    return text.startsWith('0') ? '' : '0';
  }
  return PREFIXES.get(verb) ?? '';
}

function character(value: bigint): string {
  const valid = value >= 0n && value <= 0x10ffffn && !(value >= 0xd800n && value <= 0xdfffn);
  return String.fromCodePoint(valid ? Number(value) : 0xfffd);
}

function unicode(value: bigint, flags: Flags): string {
  const unsigned = BigInt.asUintN(64, value);
  const code = `U+${unsigned
    .toString(16)
    .toUpperCase()
    .padStart(Math.max(4, flags.precision ?? 4), '0')}`;
  const rune = unsigned <= 0x10ffffn ? Number(unsigned) : -1;
  return flags.sharp && rune >= 0 && isPrintable(rune) ? `${code} '${String.fromCodePoint(rune)}'` : code;
}
