import type { ClusterServiceVersion, CsvPhase } from '@violet/api';
import { expect, it } from 'vitest';
import { isReplacing } from './replacing.ts';

function aCsv(name: string, replaces = '', phase: CsvPhase = 'Succeeded'): ClusterServiceVersion {
  return {
    apiVersion: 'operators.coreos.com/v1alpha1',
    kind: 'ClusterServiceVersion',
    metadata: { name },
    spec: { displayName: name, install: { strategy: 'deployment' }, replaces },
    status: { phase },
  };
}

it.each([
  ['no CSV', [], false],
  ['a CSV that replaces nothing', [aCsv('a')], false],
  ['a CSV whose predecessor is gone', [aCsv('b', 'a')], false],
  ['a CSV beside its predecessor', [aCsv('a'), aCsv('b', 'a', 'Pending')], true],
  ['a CSV that has failed beside its predecessor', [aCsv('a'), aCsv('b', 'a', 'Failed')], false],
])('with %s, an upgrade is under way: %s', (_name, csvs, expected) => {
  expect(isReplacing(csvs)).toBe(expected);
});
