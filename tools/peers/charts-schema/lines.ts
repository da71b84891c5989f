import fc from 'fast-check';
import type { Question } from './oracle.ts';

/** One line of the `--set` family, with lines of `--set` before it. */
export type SetLine = Required<Pick<Question, 'text' | 'previous'>> & { kind: SetKind };

export const setKinds = ['set', 'set-string', 'set-json', 'set-literal', 'set-file'] as const;
export type SetKind = (typeof setKinds)[number];

const keys = fc.constantFrom('a', 'b', 'outer', 'c d', 'ключ', 'x\\.y', '', '__proto__', 'a', 'b', 'list', 'map');
const indexes = fc.constantFrom(
  '0',
  '1',
  '2',
  '0',
  '5',
  '-1',
  'x',
  '',
  '65536',
  '65537',
  '999999999',
  '99999999999999999999',
  '+1',
  '1_0',
);
const usual = fc.constantFrom('0', '1', '2');
const step = fc.oneof(
  { weight: 6, arbitrary: keys.map((key) => `.${key}`) },
  { weight: 5, arbitrary: usual.map((index) => `[${index}]`) },
  { weight: 1, arbitrary: indexes.map((index) => `[${index}]`) },
);
const scalars = fc.constantFrom(
  ...[
    '1',
    '0',
    '007',
    '-5',
    '+5',
    '1.5',
    '1e3',
    'true',
    'False',
    'NULL',
    'falſe',
    'null',
    '',
    'text',
    'with space',
    'a\\,b',
    'x=y',
    'a.b[0]',
  ],
  ...[
    '9223372036854775807',
    '9223372036854775808',
    '-9223372036854775808',
    '-0',
    '00',
    '{',
    '}',
    '\\',
    '"quoted"',
    '😀',
    'missing',
    '\\{a\\}',
  ],
);
const braces = fc.array(scalars, { maxLength: 3 }).map((all) => `{${all.join(',')}}`);
const json = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }).map((value) => JSON.stringify(value)),
  fc.constantFrom(
    '{"a":',
    '[1,',
    'nul',
    '01',
    '1e999',
    '"\\ud800"',
    ' ',
    '{"a":1}x',
    "'a'",
    '-',
    '[1 2]',
    '{a:1}',
    'tru e',
    '1.',
    '"a\nb"',
    '-x',
    '1e',
  ),
);

const key = fc.tuple(keys, fc.array(step, { maxLength: 3 })).map(([first, rest]) => first + rest.join(''));
const deep = fc.integer({ min: 25, max: 35 }).map((levels) => Array.from({ length: levels }, () => 'a').join('.'));
const anyKey = fc.oneof({ weight: 30, arbitrary: key }, { weight: 1, arbitrary: deep });

const line = (value: fc.Arbitrary<string>) =>
  fc
    .array(fc.tuple(anyKey, fc.constantFrom('=', '=', '=', '=', '=', '=', '=', '=', '', '[', ' = '), value), {
      minLength: 1,
      maxLength: 3,
    })
    .chain((parts) =>
      fc.constantFrom(',', ',', ',', '', ' ,').map((comma) => parts.map((part) => part.join('')).join(comma)),
    );

const plain = line(fc.oneof({ weight: 4, arbitrary: scalars }, { weight: 1, arbitrary: braces }));
const kept = fc.array(
  fc.tuple(key, fc.constantFrom('1', 'text', '{x,y}', 'null')).map((parts) => parts.join('=')),
  { maxLength: 2 },
);

export const setLine: fc.Arbitrary<SetLine> = fc
  .constantFrom(...setKinds)
  .chain((kind) =>
    fc.record({ kind: fc.constant(kind), text: kind === 'set-json' ? line(json) : plain, previous: kept }),
  );
