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
  const [text = ''] = [...rewriteCsv(files, recipe).values()].map(String);
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
