import { expect, it } from 'vitest';
import { isAtWork } from './at-work.ts';

it.each([
  ['a plan that is carried out', 'InstallPlan', 'Installing', true],
  ['a plan that waits for approval', 'InstallPlan', 'RequiresApproval', false],
  ['a plan that has failed', 'InstallPlan', 'Failed', false],
  ['a CSV that is installed', 'ClusterServiceVersion', 'Installing', true],
  ['a CSV that waits for what it requires', 'ClusterServiceVersion', 'Pending', false],
  ['a CSV that is there', 'ClusterServiceVersion', 'Succeeded', false],
  ['an object of another kind', 'Deployment', 'Installing', false],
])('%s', (_what, kind, phase, atWork) => {
  expect(isAtWork({ apiVersion: 'v1', kind, metadata: { name: 'one' }, status: { phase } })).toBe(atWork);
});

it('an object that is being deleted', () => {
  const metadata = { name: 'one', deletionTimestamp: '2026-01-01T00:00:00Z' };
  expect(isAtWork({ apiVersion: 'v1', kind: 'Secret', metadata })).toBe(true);
});
