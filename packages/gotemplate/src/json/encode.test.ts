import { describe, expect, it } from 'vitest';
import { GoObject } from '../value/value.ts';
import { encodeJson } from './encode.ts';

const chart = new GoObject({ type: 'chart.Metadata', json: () => '{"name":"a<b>","list":[1,{"z":null,"a":true}]}' });
const duration = new GoObject({ type: 'time.Duration', json: () => '9223372036854775807' });
const text = new GoObject({ type: 'time.Time', json: () => '"<now>"' });

/** Answers of encoding/json for types with such a MarshalJSON. */
describe('what a value has written of itself', () => {
  it.each([
    [chart, '{"name":"a\\u003cb\\u003e","list":[1,{"z":null,"a":true}]}'],
    [duration, '9223372036854775807'],
    [text, '"\\u003cnow\\u003e"'],
  ])('is escaped like everything else, and keeps its order: %j', (value, json) => {
    expect(encodeJson(value, { escapeHtml: true, indent: '' })).toBe(json);
  });

  it('stays as it is where nothing is escaped', () => {
    expect(encodeJson([chart, text], { escapeHtml: false, indent: '' })).toBe(
      '[{"name":"a<b>","list":[1,{"z":null,"a":true}]},"<now>"]',
    );
  });

  it('is indented like everything else', () => {
    expect(encodeJson({ c: chart }, { escapeHtml: false, indent: '  ' })).toBe(
      '{\n  "c": {\n    "name": "a<b>",\n    "list": [\n      1,\n      {\n        "z": null,\n        "a": true\n      }\n    ]\n  }\n}',
    );
  });
});
