import { goQuote } from '@violet/gotemplate';

const [least, most] = [-(2n ** 63n), 2n ** 63n - 1n];

/** Go's strconv.Atoi: the integer, or what Go says instead. */
export function goInteger(text: string): number | string {
  const about = `strconv.Atoi: parsing ${goQuote(text)}: `;
  if (!/^[+-]?[0-9]+$/.test(text)) return `${about}invalid syntax`;
  const value = BigInt(text.replace(/^\+/, ''));
  return value < least || value > most ? `${about}value out of range` : Number(value);
}
