import { describe, expect, it } from 'vitest';
import { readObjects } from './read-objects.ts';

const map = (name: string, data: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\ndata:\n${data}`;
const dataOf = (manifest: string) => readObjects(manifest).map((object) => (object as { data?: unknown }).data);

describe('the objects of a manifest', () => {
  it('keep the last line break of a block at the end of a document', () => {
    const manifest = `---\n# Source: a.yaml\n${map('a', '  text: |\n    one\n    two\n')}---\n${map('b', '  text: |\n    three\n')}`;

    expect(dataOf(manifest)).toEqual([{ text: 'one\ntwo\n' }, { text: 'three\n' }]);
  });

  it('keep it where the text ends without one, as hooks are recorded', () => {
    expect(dataOf(map('a', '  text: |\n    one'))).toEqual([{ text: 'one\n' }]);
  });

  it('are cut where a comment follows the separator, and read with any line ends', () => {
    const manifest = `--- # first\r\n${map('a', '  text: |\r\n    one\r\n')}\n---   \n${map('b', '  c: d\n')}`;

    expect(dataOf(manifest)).toEqual([{ text: 'one\n' }, { c: 'd' }]);
  });

  it('leave out documents without content', () => {
    expect(readObjects('---\n# Source: empty.yaml\n---\n\n---\nnull\n')).toEqual([]);
  });

  it('are refused when a document begins on the line of its separator', () => {
    expect(() => readObjects('--- {a: 1}\n')).toThrow(
      'unable to build kubernetes objects from release manifest: error parsing : invalid Yaml document separator: {a: 1}',
    );
  });
});
