import { expect, it } from 'vitest';
import { compareVersions } from './version-order.ts';

it('prefers stable versions, then betas, then alphas, then others by name', () => {
  const versions = ['foo10', 'v1alpha1', 'v1', 'v11beta2', 'v2', 'foo1', 'v10', 'v3beta1', 'v12alpha1', 'v11alpha2'];

  expect(versions.sort(compareVersions)).toEqual([
    'v10',
    'v2',
    'v1',
    'v11beta2',
    'v3beta1',
    'v12alpha1',
    'v11alpha2',
    'v1alpha1',
    'foo1',
    'foo10',
  ]);
});
