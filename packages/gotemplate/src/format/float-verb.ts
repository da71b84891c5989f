import { type Flags, pad } from './flags.ts';
import { type FloatFormat, formatFloat } from './float.ts';

const FORMATS: ReadonlyMap<string, { format: FloatFormat; precision: number }> = new Map([
  ['v', { format: 'g', precision: -1 }],
  ['g', { format: 'g', precision: -1 }],
  ['G', { format: 'G', precision: -1 }],
  ['b', { format: 'b', precision: -1 }],
  ['x', { format: 'x', precision: -1 }],
  ['X', { format: 'X', precision: -1 }],
  ['e', { format: 'e', precision: 6 }],
  ['E', { format: 'E', precision: 6 }],
  ['f', { format: 'f', precision: 6 }],
  ['F', { format: 'f', precision: 6 }],
]);

/** A float under a verb; undefined if the verb is none for floats. */
export function formatFloatVerb(value: number, verb: string, flags: Flags): string | undefined {
  const chosen = FORMATS.get(verb);
  if (chosen === undefined) {
    return undefined;
  }
  const precision = flags.precision ?? chosen.precision;
  const text = formatFloat(value, chosen.format, precision);
  const signed = text.startsWith('-') || text.startsWith('+');
  const sign = text.startsWith('-') ? '-' : flags.plus ? '+' : flags.space ? ' ' : '';
  let magnitude = signed ? text.slice(1) : text;
  if (!Number.isFinite(value)) {
    const shown = Number.isNaN(value) ? sign : sign === '' ? text.slice(0, 1) : sign;
    return pad(infinitySign(value, shown, flags) + magnitude, flags, false);
  }
  if (flags.sharp && chosen.format !== 'b') {
    magnitude = keepTrailingZeros(magnitude, chosen.format, precision);
  }
  if (flags.zero && !flags.minus && flags.width !== undefined) {
    return sign + magnitude.padStart(flags.width - sign.length, '0');
  }
  return pad(sign + magnitude, flags);
}

/** Infinity keeps its plus only when asked for a sign. */
function infinitySign(value: number, shown: string, flags: Flags): string {
  return value === Infinity && !flags.plus && !flags.space ? '+' : shown;
}

function keepTrailingZeros(magnitude: string, format: FloatFormat, precision: number): string {
  const [, number = '', tail = ''] = /^([^epEP]*|0[xX][^pP]*)([eEpP].*)?$/.exec(magnitude) ?? [];
  const counted = format === 'g' || format === 'G' || format === 'x';
  const wanted = counted ? (precision < 0 ? 6 : precision) : 0;
  const significant = number.replace('.', '').replace(/^0+/, '').length;
  const shown = number === '0' ? 1 : significant;
  const point = number.includes('.') ? '' : '.';
  return number + point + '0'.repeat(Math.max(wanted - shown, 0)) + tail;
}
