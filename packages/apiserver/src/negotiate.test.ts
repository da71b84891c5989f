import { describe, expect, it } from 'vitest';
import { negotiate } from './negotiate.ts';

const table = 'application/json;as=Table;v=v1;g=meta.k8s.io';

describe('content negotiation', () => {
  it.each([
    [undefined, { format: 'json', as: 'object' }],
    ['*/*', { format: 'json', as: 'object' }],
    ['application/yaml', { format: 'yaml', as: 'object' }],
    [`${table},application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json`, { format: 'json', as: 'Table' }],
    ['application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json', { format: 'json', as: 'object' }],
    ['application/vnd.kubernetes.protobuf,application/json', { format: 'json', as: 'object' }],
    [`application/json;q=0.5,${table}`, { format: 'json', as: 'Table' }],
    [
      'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1',
      { format: 'json', as: 'PartialObjectMetadataList' },
    ],
  ])('of %s', (header, expected) => {
    expect(negotiate(header)).toEqual(expected);
  });

  it('refuses what it cannot write', () => {
    expect(() => negotiate('application/vnd.kubernetes.protobuf')).toThrow(
      expect.objectContaining({ code: 'NotAcceptable' }),
    );
  });
});
