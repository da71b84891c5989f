import type { CatalogSource } from '@violet/api';
import { expect, it } from 'vitest';
import { pollIntervalOf } from './poll-interval.ts';

function polled(interval: string): CatalogSource {
  return {
    apiVersion: 'operators.coreos.com/v1alpha1',
    kind: 'CatalogSource',
    metadata: { name: 'community' },
    spec: { sourceType: 'grpc', image: 'registry.test/catalog:1', updateStrategy: { registryPoll: { interval } } },
  };
}

it.each([
  ['45m', 2_700_000],
  ['1s', 1_000],
  ['1ns', 1_000],
  ['0', 1_000],
  ['-1h', 1_000],
])('looks at an image that is to be polled every %s after %i ms', (interval, ms) => {
  expect(pollIntervalOf(polled(interval))).toEqual({ ms });
});
