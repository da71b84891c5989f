import { describe, expect, it } from 'vitest';
import { aChart } from '../testing.ts';
import { checkSchemas, schemaProblems } from './check-schemas.ts';
import { schemaLimits } from './limits.ts';

function problems(schema: unknown, values: Parameters<typeof checkSchemas>[1] = {}): string {
  const text = typeof schema === 'string' ? schema : JSON.stringify(schema);
  return schemaProblems(aChart({ 'values.schema.json': text }), values).replace(/^demo:\n/, '');
}

const invalid = (draft: string, reasons: string) =>
  `"file:///values.schema.json#" is not valid against metaschema: jsonschema validation failed with '${draft}#'\n${reasons}`;

describe('a values.schema.json', () => {
  it.each<[string, unknown, Record<string, unknown>, string]>([
    [
      'a type',
      { properties: { replicas: { type: 'integer' } } },
      { replicas: 'two' },
      "- at '/replicas': got string, want integer",
    ],
    [
      'several types',
      { properties: { a: { type: ['string', 'null'] } } },
      { a: 1 },
      "- at '/a': got number, want null or string",
    ],
    ['a missing property', { required: ['image'] }, {}, "- at '': missing property 'image'"],
    ['missing properties', { required: ['a', 'b'] }, {}, "- at '': missing properties 'a', 'b'"],
    [
      'what may not be there',
      { additionalProperties: false },
      { b: 1, a: 2 },
      "- at '': additional properties 'a', 'b' not allowed",
    ],
    [
      'a choice',
      { properties: { a: { enum: ['x', 2, null] } } },
      { a: 'y' },
      "- at '/a': value must be one of 'x', 2, <nil>",
    ],
    ['a constant', { properties: { a: { const: 1.5 } } }, { a: 1 }, "- at '/a': value must be 1.5"],
    [
      'a pattern',
      { properties: { a: { pattern: '^v[0-9]+$' } } },
      { a: "it's" },
      "- at '/a': 'it\\'s' does not match pattern '^v[0-9]+$'",
    ],
    [
      'a number, grouped',
      { properties: { a: { maximum: 65535 } } },
      { a: 123456.5 },
      "- at '/a': maximum: got 123,456.5, want 65,535",
    ],
    [
      'a large number',
      { properties: { a: { minimum: 1e7 } } },
      { a: 0.00001 },
      "- at '/a': minimum: got 1×10⁻⁰⁵, want 1×10⁰⁷",
    ],
    [
      'a multiple, exactly',
      { properties: { a: { multipleOf: 0.1 } } },
      { a: 0.35 },
      "- at '/a': multipleOf: got 0.35, want 0.1",
    ],
    [
      'a length, in characters',
      { properties: { a: { maxLength: 1 } } },
      { a: '😀😀' },
      "- at '/a': maxLength: got 2, want 1",
    ],
    [
      'equal elements',
      { properties: { a: { uniqueItems: true } } },
      { a: [1, { b: 2 }, { b: 2 }] },
      "- at '/a': items at 1 and 2 are equal",
    ],
    [
      'an unknown dependency',
      { dependentRequired: { a: ['b', 'c'] } },
      { a: 1 },
      "- at '': properties 'b', 'c' required, if 'a' exists",
    ],
    [
      'alternatives, each with its reason',
      { properties: { a: { anyOf: [{ type: 'string' }, { type: 'array', minItems: 2 }] } } },
      { a: [1] },
      "- at '/a': 'anyOf' failed\n  - at '/a': got array, want string\n  - at '/a': minItems: got 1, want 2",
    ],
    [
      'several reasons of one place as a group',
      { required: ['c'], properties: { a: { minLength: 3, pattern: 'x' } } },
      { a: 'b' },
      "- at '': missing property 'c'\n- at '/a': validation failed\n  - at '/a': minLength: got 1, want 3\n  - at '/a': 'b' does not match pattern 'x'",
    ],
    ['two that match where one should', { oneOf: [{}, true] }, {}, "- at '': 'oneOf' failed, subschemas 0, 1 matched"],
    [
      'a reference',
      { $defs: { s: { type: 'string' } }, properties: { a: { $ref: '#/$defs/s' } } },
      { a: 1 },
      "- at '/a': got number, want string",
    ],
    [
      'a schema that refers to itself',
      { $ref: '#' },
      {},
      '- at \'\': both /$ref and  resolve to "file:///values.schema.json#" causing reference cycle',
    ],
  ])('tells of %s in the words of Helm', (_what, schema, values, expected) => {
    expect(problems(schema, values as never)).toBe(`${expected}\n`);
  });

  it.each<[string, unknown, string]>([
    ['a text that is no JSON', '{"a":1,}', "invalid character '}' looking for beginning of object key string"],
    ['a text that ends too soon', '{"a":', 'unexpected EOF'],
    ['nothing', ' ', 'EOF'],
    ['more than one value', '{} {}', 'invalid character after top-level value'],
    [
      'a reference to nowhere',
      { $ref: '#/$defs/a' },
      'json-pointer in "file:///values.schema.json#/$defs/a" not found',
    ],
    [
      'an unknown anchor',
      { $ref: '#a' },
      'anchor in "file:///values.schema.json#a" not found in schema "file:///values.schema.json"',
    ],
    [
      'what the draft does not allow',
      { $schema: 'http://json-schema.org/draft-07/schema#', minLength: -1 },
      invalid(
        'http://json-schema.org/draft-07/schema',
        "- at '/minLength': 'allOf' failed\n  - at '/minLength': minimum: got -1, want 0",
      ),
    ],
    [
      'a pattern that is none',
      { pattern: '[' },
      invalid(
        'https://json-schema.org/draft/2020-12/schema',
        "- at '': 'allOf' failed\n  - at '/pattern': '[' is not valid regex: error parsing regexp: missing closing ]: `[`",
      ),
    ],
  ])('that is %s is refused for that', (_what, schema, expected) => {
    expect(problems(schema)).toBe(expected);
  });

  it.each([
    ['a file', 'file:///etc/passwd'],
    ['a file beside it', 'other.json'],
    ['a device', 'file:///dev/zero'],
    ['an address on the network', 'http://169.254.169.254/latest/meta-data'],
    ['an address by https', 'https://example.com/schema.json'],
  ])('never reads %s', (_what, reference) => {
    expect(problems({ $ref: reference })).toMatch(
      /^failing loading ".*": a values\.schema\.json may only refer to itself/,
    );
    expect(problems({ $schema: reference.startsWith('other') ? 'file:///other.json' : reference })).toMatch(
      /^failing loading /,
    );
  });

  it('takes a name that leads nowhere for one that allows everything, as Helm does', () => {
    expect(problems({ properties: { a: { $ref: 'urn:example:any' } } }, { a: 1 })).toBe('');
  });

  it('may refer to the schema of a draft', () => {
    expect(
      problems({ properties: { a: { $ref: 'http://json-schema.org/draft-07/schema#' } } }, { a: { type: 1 } }),
    ).toContain("- at '/a/type': 'anyOf' failed");
  });

  it('knows integers of --set', () => {
    expect(problems({ properties: { a: { type: 'integer', maximum: 5 } } }, { a: 9007199254740993n })).toBe(
      "- at '/a': maximum: got 9.007199254740992×10¹⁵, want 5\n",
    );
  });
});

describe('the charts in a chart', () => {
  const chart = (own?: string) =>
    aChart({
      ...(own === undefined ? {} : { 'values.schema.json': own }),
      'charts/child/Chart.yaml': 'apiVersion: v2\nname: child\nversion: 1.0.0\n',
      'charts/child/values.schema.json': '{"required":["a"]}',
    });

  it('have schemas for their values', () => {
    expect(() => checkSchemas(chart('{"required":["b"]}'), { child: {} })).toThrow(
      "values don't meet the specifications of the schema(s) in the following chart(s):\n" +
        "demo:\n- at '': missing property 'b'\nchild:\n- at '': missing property 'a'\n",
    );
  });

  it('are not checked without values', () => {
    expect(schemaProblems(chart(), { child: null })).toBe('');
    expect(schemaProblems(chart(), {})).toBe('');
  });

  it.each<[string, Parameters<typeof checkSchemas>[1], string]>([
    ['a text', { child: 'x' }, 'string'],
    ['a number', { child: 1 }, 'float64'],
    ['an integer of --set', { child: 1n }, 'int64'],
    ['a list', { child: [] }, '[]interface {}'],
  ])('want a map, not %s', (_what, values, type) => {
    expect(schemaProblems(chart(), values)).toBe(
      `child:\ninvalid type for values: expected object (map), got ${type}\n`,
    );
  });
});

describe('a hostile schema', () => {
  const nested = (open: string, close: string, times: number) => open.repeat(times) + close.repeat(times);

  it('of too many bytes is refused', () => {
    expect(problems(`{"title":"${'x'.repeat(schemaLimits.bytes)}"}`)).toMatch(
      /^unable to validate schema: it is larger than /,
    );
  });

  it.each<[string, string]>([
    ['lists', nested('[', ']', 100_000)],
    ['schemas', `${'{"not":'.repeat(100_000)}{}${'}'.repeat(100_000)}`],
  ])('of deeply nested %s is refused', (_what, text) => {
    expect(problems(text)).toBe('exceeded max depth');
  });

  it('whose references form a long chain is refused', () => {
    const definitions = Object.fromEntries(
      Array.from({ length: 2000 }, (_, index) => [`d${index}`, { $ref: `#/$defs/d${index + 1}` }]),
    );

    expect(problems({ $ref: '#/$defs/d0', $defs: { ...definitions, d2000: {} } })).toBe(
      'unable to validate schema: it is nested too deep',
    );
  });

  it('whose alternatives multiply is given up', () => {
    const definitions = Object.fromEntries(
      Array.from({ length: 60 }, (_, index) => {
        const next = { $ref: `#/$defs/d${index + 1}` };
        return [`d${index}`, { allOf: [next, next] }];
      }),
    );

    expect(problems({ $ref: '#/$defs/d0', $defs: { ...definitions, d60: {} } })).toBe(
      'unable to validate schema: it takes too many steps',
    );
  });

  it('is no match for values that are nested without end', () => {
    let deep: Parameters<typeof checkSchemas>[1] = {};
    for (let level = 0; level < 50_000; level += 1) deep = { a: deep };

    expect(problems({ properties: { a: { uniqueItems: true } } }, { a: [deep, deep] })).toBe(
      'unable to validate schema: it is nested too deep',
    );
  });

  it('that refers to itself ends with the values', () => {
    const tree = {
      $defs: { node: { type: 'object', additionalProperties: { $ref: '#/$defs/node' } } },
      $ref: '#/$defs/node',
    };

    expect(problems(tree, { a: { b: { c: 1 } } })).toBe("- at '/a/b/c': got number, want object\n");
  });

  it('with a pattern that backtracks elsewhere is done at once', () => {
    const text = `${'a'.repeat(50_000)}!`;

    expect(problems({ properties: { a: { pattern: '^(a+)+$' } } }, { a: text })).toContain('does not match pattern');
  });

  it.each([
    ['minimum', '1e1000000'],
    ['minLength', '1e999999'],
    ['multipleOf', '1e999999'],
    ['maximum', '-1e-999999'],
  ])('with a %s of %s costs no more than another', (keyword, number) => {
    expect(() => problems(`{"properties":{"a":{"${keyword}":${number}}}}`, { a: 12.5 })).not.toThrow();
  });
});
