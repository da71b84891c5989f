import { describe, expect, it } from 'vitest';
import { aCsv } from '../testing/a-csv.ts';
import { apiLabels, apiSurfaceOf } from './api-surface.ts';

const crd = (name: string) => ({ name, version: 'v1', kind: 'Widget' });
const api = { name: 'things', group: 'api.example.com', version: 'v1beta1', kind: 'Thing' };

describe('the APIs of a CSV', () => {
  it('are those of its CRDs and API services', () => {
    const { spec } = aCsv('a', 'ns', {
      customresourcedefinitions: { owned: [crd('widgets.example.com')], required: [crd('parts.other.com')] },
      apiservicedefinitions: { owned: [api] },
    });
    expect(apiSurfaceOf(spec)).toEqual({
      provided: new Set(['Widget.v1.example.com', 'Thing.v1beta1.api.example.com']),
      required: new Set(['Widget.v1.other.com']),
    });
  });

  it('cannot be told where a CRD has no group', () => {
    expect(
      apiSurfaceOf(aCsv('a', 'ns', { customresourcedefinitions: { owned: [crd('widgets')] } }).spec),
    ).toBeUndefined();
  });

  it('become labels; what is required counts more', () => {
    const labels = apiLabels({ provided: new Set(['A.v1.g', 'B.v1.g']), required: new Set(['B.v1.g']) });
    expect(Object.keys(labels).every((label) => /^olm\.api\.[0-9a-f]{15,16}$/.test(label))).toBe(true);
    expect(Object.values(labels)).toEqual(['provided', 'required']);
  });
});
