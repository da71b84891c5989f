import type { Random } from './random.ts';

const scalars = [
  ...[
    'null',
    'true',
    'false',
    '0',
    '-0',
    '1',
    '-12',
    '1.5',
    '1e3',
    '1E-7',
    '1e400',
    '-1.5e+300',
    '123456789012345678901234567890',
  ],
  ...[
    '"a"',
    '""',
    '"\\u00e9"',
    '"\\ud83d\\ude00"',
    '"\\ud800"',
    '"\\n\\t\\/\\""',
    '"<&>"',
    '"日本"',
    '"\\u2028"',
    '"a\\u0000b"',
  ],
];
const faults = [
  'nul',
  'tru',
  '01',
  '-',
  '1.',
  '.5',
  '1e',
  '+1',
  "'a'",
  '"a',
  '"\\x"',
  '"\\u12"',
  '"\t"',
  '{',
  '[1',
  'NaN',
  '{"a"}',
  '{a:1}',
  '[,]',
  '{"a":1,}',
];

/** A JSON text with white space anywhere; one in twenty has a fault. */
export function writeJson(random: Random): string {
  return `${gap(random)}${write(random, 3)}${gap(random)}${random.chance(0.03) ? random.pick(['x', '{}', ',', ']', '1']) : ''}`;
}

function write(random: Random, depth: number): string {
  if (random.chance(0.02)) return random.pick(faults);
  const kind = depth > 0 ? random.below(6) : 0;
  if (kind < 2) return random.pick(scalars);
  const size = random.below(4);
  if (kind < 4) return `[${list(random, size, () => write(random, depth - 1))}]`;
  return `{${list(random, size, () => `${name(random)}${gap(random)}:${gap(random)}${write(random, depth - 1)}`)}}`;
}

function list(random: Random, size: number, item: () => string): string {
  return Array.from({ length: size }, () => `${gap(random)}${item()}${gap(random)}`).join(',');
}

function name(random: Random): string {
  return random.pick(['"a"', '"b"', '"c d"', '""', '"\\u0061"', '"__proto__x"', '"<"']);
}

function gap(random: Random): string {
  return random.chance(0.8) ? '' : random.pick([' ', '\n', '\t', '  ', '\r\n']);
}
