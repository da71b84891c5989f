const NANOSECONDS: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  μs: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};
const LARGEST = 9_223_372_036_854_775_807n;

/** A duration as Go writes it (`1h30m`, `-1.5s`), in milliseconds; where it is none, Go's own words for why. */
export function parseGoDuration(text: string): { ms: number } | { problem: string } {
  const invalid = { problem: `time: invalid duration ${JSON.stringify(text)}` };
  const sign = text.startsWith('-') ? -1n : 1n;
  let rest = /^[-+]/.test(text) ? text.slice(1) : text;
  if (rest === '0') return { ms: 0 };
  if (rest === '') return invalid;
  let total = 0n;
  while (rest !== '') {
    const [matched, whole = '', fraction = '', unit = ''] = /^(\d*)(?:\.(\d*))?([^\d.]*)/.exec(rest) ?? [];
    if (matched === undefined || (whole === '' && fraction === '')) return invalid;
    if (unit === '') return { problem: `time: missing unit in duration ${JSON.stringify(text)}` };
    const scale = NANOSECONDS[unit];
    if (scale === undefined)
      return { problem: `time: unknown unit ${JSON.stringify(unit)} in duration ${JSON.stringify(text)}` };
    total += BigInt(whole === '' ? 0 : whole) * scale + fractionOf(fraction, scale);
    if (total > LARGEST) return invalid;
    rest = rest.slice(matched.length);
  }
  return { ms: Number(sign * total) / 1e6 };
}

function fractionOf(digits: string, scale: bigint): bigint {
  // Nanoseconds have nine digits at most; hours need a few more.
  const known = digits.slice(0, 18);
  return known === '' ? 0n : (BigInt(known) * scale) / 10n ** BigInt(known.length);
}
