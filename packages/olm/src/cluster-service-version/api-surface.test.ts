import { describe, expect, it } from 'vitest';
import { aCsv } from '../testing/a-csv.ts';
import { apiSurfaceOf } from './api-surface.ts';

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
});
