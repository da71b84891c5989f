/** Values as templates have them: `{ $int: '1' }` is an int64, `{ $float: 'NaN' }` what JSON has no number for. */
import { words } from './documents.ts';
import type { Random } from './random.ts';

const pieces = [
  ...[
    ' ',
    '  ',
    '\n',
    '\n\n',
    '\t',
    ':',
    ': ',
    '#',
    ' #',
    '-',
    '- ',
    '?',
    ',',
    '[',
    ']',
    '{',
    '}',
    '&',
    '*',
    '!',
    '|',
    '>',
    "'",
    '"',
    '%',
    '@',
    '`',
    '\\',
    '=',
  ],
  ...[
    'a',
    'b',
    'word',
    'Word',
    'longer-word',
    '0',
    '1',
    '12',
    '007',
    '1.5',
    '_',
    'e',
    'true',
    '~',
    '.',
    '...',
    '---',
    '<<',
    '<a>&',
  ],
  ...[
    '\r',
    '\u0085',
    '\u2028',
    '\u2029',
    '\u00a0',
    '\ufeff',
    '\u0000',
    '\u0007',
    '\u001b',
    '\u007f',
    '\u009f',
    '\ufffe',
    'é',
    '日本',
    '😀',
    'ß',
    '٣',
    '²',
    'Ⅳ',
  ],
];

const numbers = [
  0, -1, 1.5, 0.1, 1e6, 123456.7, 1234567.8, 1e20, 1e21, 1e-6, 1e-7, 5e-324, 1.7976931348623157e308, 3,
  9007199254740992, 18446744073709552000,
];
const integers = ['0', '-7', '42', '9223372036854775807', '-9223372036854775808', '1000000'];

function text(random: Random): string {
  const kind = random.below(10);
  if (kind < 4) return random.pick(words);
  if (kind === 4) return random.pick(words) + random.pick(pieces);
  if (kind === 5) return random.pick(pieces) + random.pick(words);
  if (kind === 6)
    return Array.from({ length: 10 + random.below(30) }, () => random.pick(words)).join(
      random.pick([' ', '  ', ' \n', '\n', ' ']),
    );
  return Array.from({ length: random.below(12) }, () => random.pick(pieces)).join('');
}

export function value(random: Random, depth: number): unknown {
  const kind = random.below(depth > 0 ? 14 : 9);
  if (kind < 5) return text(random);
  if (kind === 5) return random.pick([null, true, false]);
  if (kind === 6)
    return random.chance(0.02) ? { $float: random.pick(['-0', 'NaN', '+Inf', '-Inf']) } : random.pick(numbers);
  if (kind === 7) return { $int: random.pick(integers) };
  if (kind === 8)
    return random.chance(0.5)
      ? random.next() * 10 ** random.below(20)
      : Math.floor(random.next() * 10 ** random.below(20));
  const size = random.below(5);
  if (kind < 11) return Array.from({ length: size }, () => value(random, depth - 1));
  return map(random, size, depth);
}

export function map(random: Random, size: number, depth: number): Record<string, unknown> {
  const entries = Array.from({ length: size }, () => [key(random), value(random, depth - 1)] as const);
  return Object.fromEntries(entries.filter(([name]) => name !== '__proto__'));
}

/** No number in it is too large or followed by a letter: Go's order of keys contradicts itself there, and so its runs. */
function key(random: Random): string {
  return anyKey(random)
    .replace(/\d{17,}/g, '17')
    .replace(/\d(?=\p{L})/gu, '$&-');
}

function anyKey(random: Random): string {
  const kind = random.below(6);
  if (kind < 2)
    return `${random.pick(['a', 'b', 'item', 'x-', ''])}${random.below(random.pick([10, 200]))}${random.pick(['', '', 'a', '.b', '0'])}`;
  return kind === 2 ? text(random) : random.pick(words);
}
