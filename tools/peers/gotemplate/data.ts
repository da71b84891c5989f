import type { CaseValues } from '@violet/gotemplate/testing';
import fc from 'fast-check';

const characters = fc.constantFrom(...'abcZ019 -_./:,;$%{}<>&"\'`\\\n\té✓ßÄİ日😀', '́', '\u2028', '\u0000', '\u00a0');
const plainText = fc.string({ unit: characters, maxLength: 8 });
const sentence = fc
  .array(fc.constantFrom('hello', 'World', 'foo-bar', 'snake_case', 'HTTPServer', '42', 'ünï', 'a.b'), { maxLength: 4 })
  .map((words) => words.join(' '));
const text = fc.oneof({ weight: 2, arbitrary: sentence }, { weight: 1, arbitrary: plainText });

const special = (key: string) => (content: unknown) => ({ [key]: content });

const bytes = fc
  .uint8Array({ minLength: 1, maxLength: 6 })
  .map((array) => special('$bytes')(Buffer.from(array).toString('base64')));

const small = fc.integer({ min: -3, max: 12 });
const float = fc.oneof(
  small,
  fc.constantFrom(-1.5, 0.1, 2.5, 1e21, 1e20, 123456789, 1e-7, 9007199254740992, 3.0000000000000004),
  // JSON has no minus zero.
  fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 }).map((one) => one + 0),
);
const oddFloat = fc.constantFrom('NaN', '+Inf', '-Inf', '-0').map(special('$float'));

const integer = fc
  .tuple(
    fc.constantFrom('$int', '$int8', '$int16', '$int32', '$int64', '$uint', '$uint8', '$uint16', '$uint32', '$uint64'),
    fc.integer({ min: 0, max: 127 }),
  )
  .map(([type, value]) => special(type)(String(value)));
const wide = fc
  .constantFrom(
    ['$int64', '9223372036854775807'],
    ['$int64', '-9223372036854775808'],
    ['$uint64', '18446744073709551615'],
    ['$int', '-1'],
    ['$uint8', '255'],
    ['$int32', '-2147483648'],
  )
  .map(([type = '', value]) => special(type)(value));

const strings = fc.option(fc.array(text, { maxLength: 4 }), { freq: 6 }).map(special('$strings'));

const scalar = fc.oneof(text, float, fc.boolean(), fc.constant(null), integer, oddFloat);
const key = fc.constantFrom('a', 'b', 'c', 'k', 's', 'x y', 'é', '1');

const { value: anything } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 2 },
    { weight: 4, arbitrary: scalar },
    { weight: 1, arbitrary: strings },
    { weight: 1, arbitrary: fc.array(tie('value'), { maxLength: 3 }) },
    { weight: 1, arbitrary: fc.dictionary(key, tie('value'), { maxKeys: 3, noNullPrototype: true }) },
  ),
}));

/** Values of all of Go's kinds under the names that the atoms use. */
export const data: fc.Arbitrary<CaseValues> = fc.record({
  s: text,
  e: fc.constant(''),
  u: fc.constantFrom('héllo ✓ wörld', '', '日本', 'İstanbul ǅ', 'a\u0301é'),
  raw: fc.oneof(bytes, fc.constant('plain')),
  lines: fc.constantFrom('a\n  b\n\nc', '\n', 'one', 'x\r\ny\n'),
  n: small,
  z: fc.constantFrom<unknown>(0, { $int: '0' }, { $uint8: '0' }),
  f: float,
  odd: oddFloat,
  big: fc.constantFrom(123456789, 1e15, 1e17, -4e18),
  small: integer,
  wide,
  t: fc.constant(true),
  no: fc.constant(false),
  nul: fc.constant(null),
  i: small.map((one) => special('$int')(String(one))),
  j: fc.integer({ min: -1000, max: 100_000 }).map((one) => special('$int64')(String(one))),
  l: fc.array(anything, { maxLength: 4 }),
  ls: fc.array(text, { maxLength: 4 }),
  ln: fc.array(float, { maxLength: 4 }),
  st: fc.array(text, { maxLength: 4 }).map(special('$strings')),
  si: fc.array(small, { maxLength: 4 }).map(special('$ints')),
  ns: fc.constant({ $strings: null }),
  nl: fc.constant({ $list: null }),
  nm: fc.constant({ $map: null }),
  el: fc.constant([]),
  em: fc.constant({}),
  tx: fc.dictionary(key, text, { maxKeys: 2, noNullPrototype: true }).map(special('$texts')),
  m: fc.record({
    a: scalar,
    b: fc.record({ c: text, d: fc.array(small, { maxLength: 3 }) }),
    z: fc.constant(null),
    s: text,
    one: fc.constant({ only: 1 }),
  }),
  nested: fc.dictionary(key, anything, { maxKeys: 4, noNullPrototype: true }),
});
