import type { JsonObject } from '@violet/machinery';
import { describe, expect, it } from 'vitest';
import { gainedSpec } from './gain.ts';

function aSpec(versions: { name: string; storage?: boolean; properties?: JsonObject }[]): JsonObject {
  return {
    group: 'violet.test',
    versions: versions.map(({ name, storage = true, properties = {} }) => ({
      name,
      served: true,
      storage,
      schema: { openAPIV3Schema: { type: 'object', properties } },
    })),
  };
}

describe('gainedSpec', () => {
  it('is what is wanted where there is nothing yet', () => {
    const wanted = aSpec([{ name: 'v1', properties: { a: { type: 'string' } } }]);

    expect(gainedSpec(undefined, wanted)).toEqual(wanted);
  });

  it('keeps versions that another program wrote, stored no longer', () => {
    const live = aSpec([{ name: 'v2', properties: { new: { type: 'string' } } }]);

    expect(gainedSpec(live, aSpec([{ name: 'v1' }]))).toEqual(
      aSpec([{ name: 'v1' }, { name: 'v2', storage: false, properties: { new: { type: 'string' } } }]),
    );
  });

  it('keeps properties at any depth, in the wanted form where both have one', () => {
    const spec = (properties: JsonObject) =>
      aSpec([{ name: 'v1', properties: { list: { type: 'array', items: { type: 'object', properties } } } }]);

    const gained = gainedSpec(
      spec({ old: { type: 'string' }, both: { type: 'string' } }),
      spec({ both: { type: 'integer' }, fresh: {} }),
    );

    expect(gained).toEqual(spec({ old: { type: 'string' }, both: { type: 'integer' }, fresh: {} }));
  });
});
