import fc from 'fast-check';

/** A values.schema.json and values, as texts of JSON. */
export interface Pair {
  schema: string;
  values: Record<string, unknown>;
  /** Schemas and values of dependencies. */
  children: { name: string; schema: string }[];
}

type Arbitrary<T> = fc.Arbitrary<T>;
type SchemaText = Arbitrary<string>;

const names = fc.constantFrom('a', 'b', 'c', 'foo-bar', 'x/y', 't~e', "it's", 'ключ', '__proto__');
const words = fc.constantFrom(
  '',
  'a',
  'abc',
  'hello world',
  'ünïcødé',
  '😀',
  '1.2.3',
  'a"b',
  "it's",
  'tab\tnew\nline',
  '12',
);
const formatted = fc.constantFrom(
  ...[
    '192.168.0.1',
    '1.2.3',
    '256.1.1.1',
    '01.2.3.4',
    'a.b.c.d',
    '::1',
    '1::2::3',
    '12345::',
    '::ffff:1.2.3.4',
    '1:2',
    'fe80::1%eth0',
  ],
  ...[
    '1:2:3:4:5:6:7:8:9',
    '1.2.3.4:5',
    'g::',
    ':1',
    '::1.2.3',
    'example.com',
    '-a.b',
    'a..b',
    'a_b',
    'a.b.',
    'x'.repeat(64),
    'me@example.com',
  ],
  ...[
    '@',
    '.a@b',
    'a..b@c',
    'a b@c',
    '"a b"@c',
    'a@[1.2.3.4]',
    'a@[IPv6:::1]',
    'a@[x]',
    'a@-b',
    '2020-01-31',
    '2020-02-30',
    '2020-13-01',
    '20-1-1',
  ],
  ...[
    '12:30:45Z',
    '12:30:60Z',
    '23:59:60Z',
    '12:30:45',
    '24:00:00Z',
    '12:30:45+02:00',
    '12:30:45.5-25:00',
    '1a:30:45Z',
    '12:30:45.Z',
  ],
  ...[
    '2020-01-31T12:30:45Z',
    '2020-01-31 12:30:45Z',
    '2020-02-31T12:30:45Z',
    'http://a.b/c?d#e',
    '//a/b',
    'a:b',
    ':a',
    'http://[::1]:80/x',
  ],
  ...[
    'http://[::1',
    'http://a b/',
    '%zz',
    'a\\b',
    'http://a/{b}',
    'http://a/{b',
    'http://a/{b}{{c}}',
    '/a/~0b',
    '/a~',
    'a/b',
    '0/a',
    '1#',
    '01/x',
  ],
  ...[
    'P1Y',
    'P',
    'PT',
    'P1W',
    'PW',
    'P1S',
    'P1D1Y',
    'PT1H1M',
    'P1',
    'PTxH',
    'P1YT1H/2020-01-31T12:30:45Z',
    'x/y',
    '2020-01-31T12:30:45Z/P1D',
  ],
  ...[
    '1.2',
    'v1.2.3',
    '01.2.3',
    '1.2.3-a.b+c',
    '1.2.3-',
    '1.2.3+',
    '1.2.3-01',
    '1.2.3-ä',
    '123e4567-e89b-12d3-a456-426614174000',
    '123',
    '[a-z',
    '(a',
    'a+b',
  ],
);
const numbers = fc.constantFrom(
  ...[
    '0',
    '1',
    '2',
    '3',
    '-1',
    '1.5',
    '2.0',
    '10',
    '100',
    '1234.5',
    '1e3',
    '1000000',
    '12345678',
    '0.1',
    '0.3',
    '1e-7',
    '1.0e2',
    '7',
  ],
);
const counts = fc.constantFrom('0', '1', '2', '3', '5', '1000', '2.0', '1234567');
const plain = fc.oneof(words, formatted, fc.boolean(), fc.constant(null), numbers.map(Number));

const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    { weight: 6, arbitrary: plain },
    { weight: 2, arbitrary: fc.array(tie('value'), { maxLength: 4 }) },
    { weight: 3, arbitrary: fc.dictionary(names, tie('value'), { maxKeys: 4 }) },
  ),
}));

const types = fc.constantFrom('null', 'boolean', 'number', 'integer', 'string', 'array', 'object');
const patterns = fc.constantFrom('^a', 'b$', '[0-9]+', '^$', 'l+o', '(?i)HELLO', '\\d', "'", '.{3,}', '^[^/]*$');
const formats = fc.constantFrom(
  ...[
    'ipv4',
    'ipv6',
    'hostname',
    'email',
    'date',
    'time',
    'date-time',
    'uri',
    'iri',
    'uri-reference',
    'uri-template',
    'json-pointer',
  ],
  ...['relative-json-pointer', 'uuid', 'duration', 'period', 'semver', 'regex', 'unknown'],
);

const json = (text: unknown) => JSON.stringify(text);
const object = (members: readonly (readonly [string, string])[]) =>
  `{${members.map(([name, text]) => `${json(name)}:${text}`).join(',')}}`;
const list = (texts: readonly string[]) => `[${texts.join(',')}]`;
const quoted = (arbitrary: Arbitrary<unknown>): SchemaText => arbitrary.map(json);
const some = (arbitrary: SchemaText, least = 1): SchemaText =>
  fc.array(arbitrary, { minLength: least, maxLength: 3 }).map(list);
const members = (arbitrary: SchemaText, keys: Arbitrary<string> = names): SchemaText =>
  fc.uniqueArray(fc.tuple(keys, arbitrary), { maxLength: 4, selector: ([name]) => name }).map(object);
const someNames = fc.uniqueArray(names, { minLength: 1, maxLength: 3 }).map(json);
const literal = fc.oneof(
  { weight: 4, arbitrary: quoted(plain) },
  { weight: 2, arbitrary: numbers },
  { weight: 1, arbitrary: quoted(value) },
);
const references = fc.constantFrom('#/definitions/one', '#/definitions/two', '#named', 'inner.json#/properties/a');
const broken = fc.constantFrom(
  ...[
    '#/none',
    '#nowhere',
    '#/$defs/o~ne',
    '#/properties',
    'http://json-schema.org/draft-07/schema#',
    'urn:x:y',
    '%zz',
    'ftp://a/b',
  ],
);

/** What may stand in a schema of a draft, with what makes it valid; `schema` are schemas one level down. */
function keywords(schema: SchemaText, version: number): Record<string, SchemaText> {
  const bound = version === 4 ? fc.constantFrom('false') : numbers;
  return {
    type: fc.oneof(quoted(types), fc.uniqueArray(types, { minLength: 1, maxLength: 3 }).map(json)),
    const: literal,
    enum: fc.uniqueArray(literal, { minLength: 1, maxLength: 4, selector: (text) => json(JSON.parse(text)) }).map(list),
    format: quoted(formats),
    minimum: numbers,
    maximum: numbers,
    exclusiveMinimum: bound,
    exclusiveMaximum: bound,
    multipleOf: fc.constantFrom('1', '2', '0.1', '0.5', '3', '1e-7', '100'),
    minLength: counts,
    maxLength: counts,
    pattern: quoted(patterns),
    minItems: counts,
    maxItems: counts,
    uniqueItems: quoted(fc.boolean()),
    items: version === 2020 ? schema : fc.oneof(schema, some(schema)),
    additionalItems: schema,
    prefixItems: some(schema),
    contains: schema,
    minContains: counts,
    maxContains: counts,
    unevaluatedItems: schema,
    minProperties: counts,
    maxProperties: counts,
    required: someNames,
    properties: members(schema),
    patternProperties: members(schema, patterns),
    additionalProperties: fc.oneof(schema, fc.constant('false')),
    propertyNames: schema,
    dependencies: members(fc.oneof(schema, someNames)),
    dependentSchemas: members(schema),
    dependentRequired: members(someNames),
    unevaluatedProperties: fc.oneof(schema, fc.constant('false')),
    not: schema,
    allOf: some(schema),
    anyOf: some(schema),
    oneOf: some(schema),
    ...Object.fromEntries(['if', 'then', 'else'].map((name) => [name, schema])),
    $ref: quoted(fc.oneof({ weight: 20, arbitrary: references }, { weight: 1, arbitrary: broken })),
    $recursiveRef: fc.constant('"#"'),
    $dynamicRef: fc.constantFrom('"#node"', '"#/definitions/one"'),
    $comment: fc.constant('"why"'),
    title: fc.constant('"what"'),
    default: literal,
    examples: some(literal),
    contentEncoding: fc.constant('"base64"'),
    contentMediaType: fc.constant('"application/json"'),
  };
}

export const keywordNames: readonly string[] = Object.keys(keywords(fc.constant(''), 2020));

/** Nothing, but for one in so many. */
function seldom<T>(arbitrary: Arbitrary<T>, oneIn: number): Arbitrary<T | null> {
  return fc.oneof({ weight: oneIn - 1, arbitrary: fc.constant(null) }, { weight: 1, arbitrary });
}

const wrong = fc.constantFrom(
  ...[
    '"type":"strin"',
    '"type":1',
    '"minLength":-1',
    '"minLength":"1"',
    '"pattern":"["',
    '"required":"a"',
    '"required":["a","a"]',
    '"enum":1',
  ],
  ...[
    '"properties":[]',
    '"properties":{"a":1}',
    '"items":3',
    '"allOf":[]',
    '"allOf":[1,"x"]',
    '"minimum":"0"',
    '"multipleOf":0',
    '"$ref":1',
  ],
  ...[
    '"patternProperties":{"(":true}',
    '"additionalProperties":"no"',
    '"dependencies":{"a":1}',
    '"not":null',
    '"title":1',
    '"$id":"#a b"',
  ],
  ...[
    '"$schema":"no such"',
    '"$schema":"%"',
    '"exclusiveMinimum":"x"',
    '"uniqueItems":1',
    '"const":1,"enum":[]',
    '"$anchor":"1"',
    '"id":"%"',
  ],
  ...[
    '"if":1',
    '"examples":1',
    '"maxItems":1.5',
    '"minItems":1e400',
    '"$defs":{"one":{"type":[]}}',
    '"definitions":{"one":{"type":[]}}',
  ],
);

function anySchema(nested: SchemaText, version: number): SchemaText {
  const all = Object.entries(keywords(nested, version));
  const one = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...all) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        ...all.filter(([name]) => ['type', 'properties', 'anyOf', 'oneOf', 'allOf', 'format'].includes(name)),
      ),
    },
  );
  return fc
    .uniqueArray(one, { minLength: 1, maxLength: 3, selector: ([name]) => name })
    .chain((chosen) => fc.tuple(...chosen.map(([name, text]) => text.map((written) => [name, written] as const))))
    .map(object);
}

/** The versions under the names that `$schema` may give them. */
const drafts: readonly (readonly [number, string])[] = [
  [2020, ''],
  [4, 'http://json-schema.org/draft-04/schema#'],
  [6, 'http://json-schema.org/draft-06/schema#'],
  [7, 'http://json-schema.org/draft-07/schema#'],
  [7, 'https://json-schema.org/draft-07/schema'],
  [2019, 'https://json-schema.org/draft/2019-09/schema'],
  [2020, 'https://json-schema.org/draft/2020-12/schema'],
];

function schemaOf(version: number): SchemaText {
  const { schema } = fc.letrec<{ schema: string; nested: string }>((tie) => ({
    nested: fc.oneof(
      { maxDepth: 2 },
      { weight: 1, arbitrary: version === 4 ? fc.constant('{}') : fc.constantFrom('true', 'false', '{}') },
      { weight: 1, arbitrary: quoted(references).map((text) => `{"$ref":${text}}`) },
      { weight: 6, arbitrary: tie('schema') },
    ),
    schema: anySchema(tie('nested'), version),
  }));
  return schema;
}

function rootOf(version: number, draft: string): SchemaText {
  const schema = schemaOf(version);
  const id = version === 4 ? 'id' : '$id';
  const anchor = version >= 2019 ? '"$anchor":"named"' : `"${id}":"#named"`;
  return fc
    .record({
      one: schema,
      two: schema,
      own: schema,
      inner: schema,
      properties: seldom(members(schema), 2),
      damage: seldom(wrong, 10),
      isTold: fc.integer({ min: 0, max: 15 }),
    })
    .map(({ one, two, own, inner, properties, damage, isTold }) => {
      const both = `{"one":${one},"two":${two}}`;
      const parts = [
        draft === '' ? '' : `"$schema":"${draft}"`,
        properties === null ? own.slice(1, -1) : `"properties":${properties}`,
        `"definitions":${both}`,
        version === 2019 ? '"$recursiveAnchor":true' : version === 2020 ? '"$dynamicAnchor":"node"' : '',
        isTold === 0 ? '' : `"not":{${anchor},"const":7,"not":{"${id}":"inner.json","properties":{"a":${inner}}}}`,
        damage ?? '',
      ];
      return `{${parts.filter((part) => part !== '').join(',')}}`;
    });
}

const root: SchemaText = fc.oneof(...drafts.map(([version, draft]) => rootOf(version, draft)));

const values = fc.dictionary(names, value, { maxKeys: 5 });

/** A schema that a value fits, told closely. */
function fitting(given: unknown): string {
  if (Array.isArray(given)) {
    const items = [...new Set(given.map(fitting))];
    return object([
      ['type', '"array"'],
      ['maxItems', String(given.length)],
      ['items', items.length === 0 ? 'false' : `{"anyOf":${list(items)}}`],
    ]);
  }
  if (typeof given === 'object' && given !== null) {
    const entries = Object.entries(given);
    return object([
      ['type', '["object","null"]'],
      ['required', json(entries.map(([name]) => name))],
      ['properties', object(entries.map(([name, member]): [string, string] => [name, fitting(member)]))],
      ['additionalProperties', 'false'],
    ]);
  }
  if (typeof given === 'number')
    return `{"type":"${Number.isInteger(given) ? 'integer' : 'number'}","minimum":${given - 1},"maximum":${given}}`;
  return typeof given === 'string'
    ? `{"type":"string","minLength":${[...given].length}}`
    : `{"enum":[1,${json(given)}]}`;
}

const gentle: Arbitrary<Pair> = fc
  .record({
    given: values,
    others: values,
    draft: fc.constantFrom(...drafts.map(([, draft]) => draft)),
    isOther: fc.constantFrom(false, false, true),
    needs: seldom(names, 5),
  })
  .map(({ given, others, draft, isOther, needs }) => {
    const schema = fitting(given).slice(1);
    const head = draft === '' ? '' : `"$schema":"${draft}",`;
    // Draft 4 wants names where it requires some, and knows no schemas that are a boolean.
    const fit = draft.includes('draft-04')
      ? schema.replaceAll('"required":[],', '').replaceAll('"items":false', '"items":{}')
      : schema;
    return {
      schema: `{${head}${fit}`,
      values: isOther || needs !== null ? { ...given, ...others } : given,
      children: [],
    };
  });

const rough: Arbitrary<Pair> = fc.record({
  schema: root,
  values: fc
    .tuple(values, value, fc.integer({ min: 0, max: 9 }))
    .map(([all, child, dice]) => (dice === 0 ? { ...all, child } : all)),
  children: seldom(schemaOf(2020), 10).map((text) => (text === null ? [] : [{ name: 'child', schema: text }])),
});

/** One in seven fits more or less, the others say anything. */
export const pair: Arbitrary<Pair> = fc.oneof({ weight: 6, arbitrary: rough }, { weight: 1, arbitrary: gentle });
