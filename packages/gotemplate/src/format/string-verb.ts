import { toBytes } from '../text/bytes.ts';
import { canBackquote, quote } from '../text/quote.ts';
import { type Flags, pad } from './flags.ts';

/** A string under a verb; undefined if the verb is none for strings. */
export function formatStringVerb(text: string, verb: string, flags: Flags): string | undefined {
  switch (verb) {
    case 'v':
      return flags.sharpV ? quoted(text, flags) : pad(truncated(text, flags), flags);
    case 's':
      return pad(truncated(text, flags), flags);
    case 'q':
      return quoted(text, flags);
    case 'x':
      return formatHexBytes(toBytes(text), flags);
    case 'X':
      return formatHexBytes(toBytes(text), flags).toUpperCase();
    default:
      return undefined;
  }
}

function truncated(text: string, flags: Flags): string {
  if (flags.precision === undefined || text.length <= flags.precision) {
    return text;
  }
  return Array.from(text).slice(0, flags.precision).join('');
}

function quoted(text: string, flags: Flags): string {
  const shown = truncated(text, flags);
  return flags.sharp && canBackquote(shown)
    ? pad(`\`${shown}\``, flags)
    : pad(quote(shown, { ascii: flags.plus }), flags);
}

export function formatHexBytes(bytes: Uint8Array, flags: Flags): string {
  const shown = flags.precision === undefined ? bytes : bytes.subarray(0, flags.precision);
  if (shown.length === 0) {
    return pad('', flags);
  }
  const pairs = Array.from(shown, (byte) => byte.toString(16).padStart(2, '0'));
  if (flags.space) {
    return pad(pairs.map((pair) => (flags.sharp ? `0x${pair}` : pair)).join(' '), flags);
  }
  return pad((flags.sharp ? '0x' : '') + pairs.join(''), flags);
}
