/** What a plain scalar stands for. Dates stay text, as Helm sees them, but are told apart because they are quoted. */
export type Resolved =
  | { kind: 'string' | 'timestamp' }
  | { kind: 'null' }
  | { kind: 'boolean'; value: boolean }
  | { kind: 'integer'; value: bigint }
  | { kind: 'float'; value: number };

const text: Resolved = { kind: 'string' };

const words = new Map<string, Resolved>();
for (const [kind, list] of [
  [{ kind: 'boolean', value: true }, 'y Y yes Yes YES true True TRUE on On ON'],
  [{ kind: 'boolean', value: false }, 'n N no No NO false False FALSE off Off OFF'],
  [{ kind: 'null' }, '~ null Null NULL'],
  [{ kind: 'float', value: Number.NaN }, '.nan .NaN .NAN'],
  [{ kind: 'float', value: Number.POSITIVE_INFINITY }, '.inf .Inf .INF +.inf +.Inf +.INF'],
  [{ kind: 'float', value: Number.NEGATIVE_INFINITY }, '-.inf -.Inf -.INF'],
] as const) {
  for (const word of list.split(' ')) words.set(word, kind);
}
words.set('', { kind: 'null' });

/** Only these can begin anything but a string. */
const hinted = /^[-+0-9.yYnNtTfFoO~]/;

/** YAML 1.1 as Go's yaml.v2 reads it: no base 60, Go's integer literals, dates recognised but kept. */
export function resolvePlain(plain: string): Resolved {
  if (plain !== '' && !hinted.test(plain)) return text;
  const word = words.get(plain);
  if (word !== undefined) return word;
  const first = plain.charCodeAt(0);
  if (first === 46) return resolveDotted(plain);
  if (first === 43 || first === 45 || (first >= 48 && first <= 57)) return resolveNumber(plain);
  return text;
}

/** Go's ParseFloat is asked directly for what begins with a dot: hexadecimal floats and underscores are not for it. */
function resolveDotted(plain: string): Resolved {
  return /^\.[0-9]+([eE][-+]?[0-9]+)?$/.test(plain) ? finite(plain) : text;
}

function resolveNumber(plain: string): Resolved {
  if (isTimestamp(plain)) return { kind: 'timestamp' };
  const bare = plain.replaceAll('_', '');
  const integer = parseInteger(bare);
  if (integer !== undefined) return { kind: 'integer', value: integer };
  return /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/.test(bare) ? finite(bare) : text;
}

/** Out of range is an error for ParseFloat, so the word stays text. */
function finite(digits: string): Resolved {
  const value = Number(digits);
  return Number.isFinite(value) ? { kind: 'float', value } : text;
}

/** strconv.ParseInt(…, 0, 64), then ParseUint: `0x1f`, `0o17`, `017`, `0b1`; undefined when it is none or too large. */
function parseInteger(digits: string): bigint | undefined {
  const match = /^([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+)|(0|[1-9][0-9]*))$/.exec(digits);
  if (match === null) return undefined;
  const [, sign, hex, binary, octal, decimal] = match;
  const size =
    hex !== undefined
      ? BigInt(`0x${hex}`)
      : binary !== undefined
        ? BigInt(`0b${binary}`)
        : octal !== undefined
          ? BigInt(`0o${octal}`)
          : BigInt(decimal ?? 0);
  if (sign === '-') return size <= 2n ** 63n ? -size : undefined;
  if (sign === '+') return size < 2n ** 63n ? size : undefined;
  return size < 2n ** 64n ? size : undefined;
}

/** The four layouts that yaml.v2 knows, with real months, days and hours. */
function isTimestamp(plain: string): boolean {
  const match =
    /^(\d{4})-(\d{1,2})-(\d{1,2})(?:(?:[Tt](\d{1,2}):(\d{1,2}):(\d{1,2})(?:[.,]\d+)?(?:Z|[-+]\d{2}:\d{2})| (\d{1,2}):(\d{1,2}):(\d{1,2})(?:[.,]\d+)?))?$/.exec(
      plain,
    );
  if (match === null) return false;
  const [year = 0, month = 0, day = 0, ...clock] = match
    .slice(1)
    .map((part) => (part === undefined ? 0 : Number(part)));
  const [h1 = 0, m1 = 0, s1 = 0, h2 = 0, m2 = 0, s2 = 0] = clock;
  const daysInMonth = new Date(Date.UTC(year, month, 0)).getUTCDate();
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth) return false;
  return h1 + h2 < 24 && m1 + m2 < 60 && s1 + s2 < 60;
}
