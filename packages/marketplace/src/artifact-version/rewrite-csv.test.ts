import { expect, it } from 'vitest';
import { rewriteCsv } from './rewrite-csv.ts';

const recipe = {
  registry: 'registry.test',
  repository: 'lamps',
  digest: `sha256:${'0'.repeat(64)}`,
  tag: 'v2.1.0',
  thirdPartyImages: [],
  resetVersion: true,
};

function rangeAfter(skipRange: string): unknown {
  const csv = { kind: 'ClusterServiceVersion', metadata: { annotations: { 'olm.skipRange': skipRange } }, spec: {} };
  const files = new Map([['manifests/csv.json', Buffer.from(JSON.stringify(csv))]]);
  const [text = ''] = [...new Map([...files, ...rewriteCsv(files, recipe)]).values()].map(String);
  return JSON.parse(text).metadata.annotations['olm.skipRange'];
}

it.each([
  ['>=1.0.0 <2.0.0', '>=1.0.0 <2.1.0'],
  ['>=1.0.0 < v2.0.0 ', '>=1.0.0 <2.1.0'],
  ['<1.0.0 || >1.2.0', '<1.0.0 || >1.2.0'],
])('ends the range %s at the version of the tag', (before, after) => {
  expect(rangeAfter(before)).toBe(after);
});

it('reads a range that is made to take long in no time', () => {
  const bomb = `${'<1'.repeat(50_000)} x`;
  expect(rangeAfter(bomb)).toBe(bomb);
});

it('leaves alone what needs no other images', () => {
  const csv = {
    kind: 'ClusterServiceVersion',
    spec: { relatedImages: [{ name: 'lamp', image: 'registry.test/lamp:v1' }] },
  };
  const files = new Map([
    ['manifests/csv.yaml', Buffer.from(JSON.stringify(csv))],
    ['manifests/crd.yaml', Buffer.from('kind: CustomResourceDefinition # no ClusterServiceVersion')],
  ]);

  expect(rewriteCsv(files, { ...recipe, resetVersion: false }).size).toBe(0);
  const elsewhere = { ...recipe, resetVersion: false, registry: 'elsewhere.test' };
  expect([...rewriteCsv(files, elsewhere).keys()]).toEqual(['manifests/csv.yaml']);
});
