import { describe, expect, it } from 'vitest';
import { mergeValueFiles } from './value-files.ts';

describe('files of values', () => {
  it('lie over each other: tables are merged, everything else is replaced, null stays', () => {
    const values = mergeValueFiles([
      { name: 'a.yaml', text: 't: {x: 1, v: {z: 1}}\nl: [1]\ns: text\n' },
      { name: 'b.json', text: '{"t": {"v": null, "w": 2}, "l": [2]}' },
      { name: 'empty.yaml', text: '# nothing\n' },
    ]);

    expect(values).toEqual({ t: { x: 1, v: null, w: 2 }, l: [2], s: 'text' });
  });

  it.each([
    ['a: [', 'failed to parse x.yaml: error converting YAML to JSON: yaml: line 1: did not find expected node content'],
    [
      '- a',
      'failed to parse x.yaml: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal array into Go value of type map[string]interface {}',
    ],
  ])('that hold %j are refused by name', (text, message) => {
    expect(() => mergeValueFiles([{ name: 'x.yaml', text }])).toThrow(message);
  });
});
