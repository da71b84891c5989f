import { describe, expect, it } from 'vitest';
import { customResourceDefinition } from './custom-resource-definition.ts';
import { ChartRepo } from './kinds/chart-repo.ts';

describe('the definition of a kind', () => {
  it('serves every version, and stores one', () => {
    const { spec } = customResourceDefinition(ChartRepo) as unknown as {
      spec: { versions: { name: string; served: boolean; storage: boolean; subresources?: object }[] };
    };

    expect(spec.versions.map(({ name, served, storage }) => ({ name, served, storage }))).toEqual([
      { name: 'v1beta1', served: true, storage: true },
      { name: 'v1alpha1', served: true, storage: false },
    ]);
    expect(spec.versions.every(({ subresources }) => subresources === undefined)).toBe(true);
  });
});
