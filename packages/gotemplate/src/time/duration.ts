import { quoteTime } from './quote-time.ts';

const UNITS: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1000n,
  µs: 1000n,
  μs: 1000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};

const LARGEST = 2n ** 63n;

/** Go's time.ParseDuration, in nanoseconds. Throws an Error with Go's words. */
export function parseDuration(text: string): bigint {
  const invalid = () => new Error(`time: invalid duration ${quoteTime(text)}`);
  const negative = text.startsWith('-');
  let rest = negative || text.startsWith('+') ? text.slice(1) : text;
  if (rest === '0') {
    return 0n;
  }
  if (rest === '') {
    throw invalid();
  }
  let total = 0n;
  while (rest !== '') {
    const [matched = '', whole = '', fraction = '', unit = ''] = /^([0-9]*)(?:\.([0-9]*))?([^.0-9]*)/.exec(rest) ?? [];
    if (!/^[.0-9]/.test(rest) || (whole === '' && fraction === '') || BigInt(whole) > LARGEST) {
      throw invalid();
    }
    total += amount(text, { whole, fraction, unit });
    if (total > LARGEST) {
      throw invalid();
    }
    rest = rest.slice(matched.length);
  }
  if (!negative && total >= LARGEST) {
    throw invalid();
  }
  return negative ? -total : total;
}

function amount(text: string, part: { whole: string; fraction: string; unit: string }): bigint {
  if (part.unit === '') {
    throw new Error(`time: missing unit in duration ${quoteTime(text)}`);
  }
  const unit = Object.hasOwn(UNITS, part.unit) ? UNITS[part.unit] : undefined;
  if (unit === undefined) {
    throw new Error(`time: unknown unit ${quoteTime(part.unit)} in duration ${quoteTime(text)}`);
  }
  const fraction = part.fraction.slice(0, 18);
  const small = fraction === '' ? 0 : Math.trunc(Number(fraction) * (Number(unit) / 10 ** fraction.length));
  return BigInt(part.whole || '0') * unit + BigInt(small);
}

/** Go's Duration.String: `1h2m3.5s`. */
export function formatDuration(nanoseconds: bigint): string {
  if (nanoseconds === 0n) {
    return '0s';
  }
  const sign = nanoseconds < 0n ? '-' : '';
  const magnitude = nanoseconds < 0n ? -nanoseconds : nanoseconds;
  if (magnitude < 1_000_000_000n) {
    return sign + smallDuration(magnitude);
  }
  const seconds = magnitude / 1_000_000_000n;
  const hours = seconds / 3600n;
  const minutes = (seconds / 60n) % 60n;
  let out = hours > 0n ? `${hours}h` : '';
  if (hours > 0n || minutes > 0n) {
    out += `${minutes}m`;
  }
  return `${sign}${out}${withFraction(seconds % 60n, magnitude % 1_000_000_000n, 9)}s`;
}

function smallDuration(magnitude: bigint): string {
  if (magnitude < 1000n) {
    return `${magnitude}ns`;
  }
  return magnitude < 1_000_000n
    ? `${withFraction(magnitude / 1000n, magnitude % 1000n, 3)}µs`
    : `${withFraction(magnitude / 1_000_000n, magnitude % 1_000_000n, 6)}ms`;
}

function withFraction(whole: bigint, fraction: bigint, digits: number): string {
  const shown = fraction.toString().padStart(digits, '0').replace(/0+$/, '');
  return shown === '' ? String(whole) : `${whole}.${shown}`;
}

/** To whole seconds, halves away from zero. */
export function roundToSeconds(nanoseconds: bigint): bigint {
  const second = 1_000_000_000n;
  const magnitude = nanoseconds < 0n ? -nanoseconds : nanoseconds;
  const rounded = ((magnitude + second / 2n) / second) * second;
  return nanoseconds < 0n ? -rounded : rounded;
}

const DAY = 24n * 3_600_000_000_000n;

const ROUND_UNITS: readonly (readonly [bigint, string])[] = [
  [365n * DAY, 'y'],
  [30n * DAY, 'mo'],
  [DAY, 'd'],
  [3_600_000_000_000n, 'h'],
  [60_000_000_000n, 'm'],
  [1_000_000_000n, 's'],
];

/** sprig's durationRound: the largest unit that the duration is longer than. */
export function roughDuration(nanoseconds: bigint): string {
  const magnitude = nanoseconds < 0n ? -nanoseconds : nanoseconds;
  const found = ROUND_UNITS.find(([unit]) => magnitude > unit);
  return found === undefined ? '0s' : `${magnitude / found[0]}${found[1]}`;
}
