import { expect, it } from 'vitest';
import { resourcePath, withQuery } from './paths.ts';

const pods = { group: '', version: 'v1', kind: 'Pod', plural: 'pods', scope: 'Namespaced' } as const;
const nodes = { group: '', version: 'v1', kind: 'Node', plural: 'nodes', scope: 'Cluster' } as const;
const deployments = {
  group: 'apps',
  version: 'v1',
  kind: 'Deployment',
  plural: 'deployments',
  scope: 'Namespaced',
} as const;

it.each([
  [pods, {}, '/api/v1/pods'],
  [pods, { namespace: 'a', name: 'b' }, '/api/v1/namespaces/a/pods/b'],
  [nodes, { namespace: 'ignored', name: 'n' }, '/api/v1/nodes/n'],
  [
    deployments,
    { namespace: 'a', name: 'b', subresource: 'status' },
    '/apis/apps/v1/namespaces/a/deployments/b/status',
  ],
  [pods, { namespace: '../x', name: 'a/b?c' }, '/api/v1/namespaces/..%2Fx/pods/a%2Fb%3Fc'],
])('addresses %o at %o', (definition, at, path) => {
  expect(resourcePath(definition, at)).toBe(path);
});

it('leaves out what is not set', () => {
  expect(withQuery('/x', { a: undefined, b: false, c: true, d: 'p=q,r', e: 0 })).toBe('/x?c=true&d=p%3Dq%2Cr&e=0');
  expect(withQuery('/x', {})).toBe('/x');
});
