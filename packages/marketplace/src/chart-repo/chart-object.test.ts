import { describe, expect, it } from 'vitest';
import { storedEntry } from '../stored-entry.ts';
import { fittingVersions } from './chart-object.ts';

const entry = (version: string, description = '') =>
  storedEntry({ name: 'web', version, apiVersion: 'v2', urls: [], created: '', description });

describe('the versions of a Chart object', () => {
  it('are all of them, the newest first', () => {
    const { kept, dropped } = fittingVersions([entry('1.0.0'), entry('1.10.0'), entry('1.9.0')]);

    expect(kept.map(({ version }) => version)).toEqual(['1.10.0', '1.9.0', '1.0.0']);
    expect(dropped).toBe(0);
  });

  it('are the newest that fit into etcd', () => {
    const long = 'x'.repeat(100_000);
    const { kept, dropped } = fittingVersions(Array.from({ length: 20 }, (_, index) => entry(`1.${index}.0`, long)));

    expect(kept[0]?.version).toBe('1.19.0');
    expect([kept.length, dropped]).toEqual([9, 11]);
  });
});
