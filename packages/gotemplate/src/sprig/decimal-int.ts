const LARGEST_INT64 = 2n ** 63n - 1n;
const SMALLEST_INT64 = -(2n ** 63n);

/** What Go's strconv.ParseInt gives where its error is not looked at: 0 for no number, the nearest for one too large. */
export function parseDecimalInt(text: string): bigint {
  if (!/^[+-]?[0-9]+$/.test(text)) {
    return 0n;
  }
  const value = text.startsWith('-') ? -BigInt(text.slice(1)) : BigInt(text.replace('+', ''));
  return value > LARGEST_INT64 ? LARGEST_INT64 : value < SMALLEST_INT64 ? SMALLEST_INT64 : value;
}
