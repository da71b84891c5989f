import type { Step } from '@violet/api';
import { expect, it } from 'vitest';
import { executionOrder } from './execution-order.ts';

function step(kind: string): Step {
  const resource = { group: '', version: 'v1', kind, name: 'one', sourceName: '', sourceNamespace: '' };
  return { resolving: 'web.v1.0.0', resource, status: 'Unknown' };
}

it.each([
  [
    'accounts before a Secret, which may ask for the token of one',
    ['CSV', 'BundleSecret', 'Role', 'ServiceAccount'],
    [0, 3, 1, 2],
  ],
  [
    'several accounts in their order',
    ['BundleSecret', 'ServiceAccount', 'BundleSecret', 'ServiceAccount'],
    [1, 3, 0, 2],
  ],
  ['all others as the plan has them', ['CSV', 'Role', 'ServiceAccount'], [0, 1, 2]],
])('%s', (_what, kinds, places) => {
  expect(executionOrder(kinds.map(step)).map(([place]) => place)).toEqual(places);
});
