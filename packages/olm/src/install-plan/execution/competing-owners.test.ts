import type { ClusterServiceVersion } from '@violet/api';
import { expect, it } from 'vitest';
import { competingOwners } from './competing-owners.ts';

function aCsv(name: string, ...definitions: string[]): ClusterServiceVersion {
  const owned = definitions.map((definition) => ({ name: definition, version: 'v1', kind: 'Lamp' }));
  return {
    apiVersion: 'operators.coreos.com/v1alpha1',
    kind: 'ClusterServiceVersion',
    metadata: { name },
    spec: { displayName: name, install: { strategy: 'deployment' }, customresourcedefinitions: { owned } },
  };
}

it.each([
  ['nobody owns its CRDs', [aCsv('other', 'chairs')], undefined],
  ['it is there itself', [aCsv('lamps', 'lights')], undefined],
  [
    'another one owns a CRD',
    [aCsv('other', 'lights')],
    'pre-existing CRD owners found for owned CRD(s) of dependent CSV lamps',
  ],
  [
    'several own a CRD',
    [aCsv('a', 'lights'), aCsv('b', 'lights')],
    'error checking crd owners for: lamps: Existing CSVs [a b] in namespace ns all claim to own CRD lights',
  ],
])("a dependency is judged by upstream's rule where %s", (_name, existing, problem) => {
  expect(competingOwners(aCsv('lamps', 'lights'), existing, 'ns')).toBe(problem);
});
