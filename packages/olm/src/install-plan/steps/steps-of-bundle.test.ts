import { readdirSync, readFileSync } from 'node:fs';
import { Failure, type KubernetesObject } from '@violet/machinery';
import { describe, expect, it } from 'vitest';
import { readManifest } from './bundle-objects.ts';
import { orderSteps } from './order-steps.ts';
import { stepsOfBundle } from './steps-of-bundle.ts';

const origin = {
  namespace: 'operators',
  replaces: 'old.v1',
  properties: '{"properties":[{"type":"olm.package","value":{"packageName":"p","version":"1.0.0"}}]}',
  catalog: { name: 'cat', namespace: 'catns' },
};

/** A folder of manifests; beside it the steps that OLM 0.38 makes of it. */
function caseOf(name: string) {
  const folder = new URL(`testdata/${name}/`, import.meta.url);
  const objects = readdirSync(folder)
    .sort()
    .map((file) => readFileSync(new URL(file, folder), 'utf8'));
  const csv = objects.find((text) => readManifest(text)?.['kind'] === 'ClusterServiceVersion') ?? '';
  const { name: csvName = '' } = (readManifest(csv) as KubernetesObject).metadata;
  const expected: unknown = JSON.parse(readFileSync(new URL(`testdata/${name}.steps.json`, import.meta.url), 'utf8'));
  return { bundle: { csvName, csv, objects }, expected };
}

describe('the steps of a bundle', () => {
  it.each(['typical', 'corners'])('are those of OLM, byte for byte: %s', (name) => {
    const { bundle, expected } = caseOf(name);
    expect(orderSteps(stepsOfBundle(bundle, origin))).toEqual(expected);
  });

  it('are refused where a manifest cannot be read', () => {
    const csv =
      '{"apiVersion":"operators.coreos.com/v1alpha1","kind":"ClusterServiceVersion","metadata":{"name":"x"},"spec":{"install":{}}}';
    expect(() => stepsOfBundle({ csvName: 'x', csv, objects: ['a: [b'] }, origin)).toThrow(Failure);
    expect(() => stepsOfBundle({ csvName: 'x', csv: '{"a"', objects: [] }, origin)).toThrow(Failure);
  });

  it.each([
    ['{"kind":"ClusterServiceVersion","metadata":{"name":"x"}}', 'bundle CSV x missing APIVersion'],
    ['{"apiVersion":"operators.coreos.com/v1alpha1","metadata":{"name":"x"}}', 'bundle CSV x missing Kind'],
  ])('are refused where the CSV says not what it is: %s', (csv, message) => {
    expect(() => stepsOfBundle({ csvName: 'x', csv, objects: [] }, origin)).toThrow(message);
  });
});
