import { gzipSync } from 'node:zlib';
import type { CatalogSource } from '@violet/api';
import type { Stored } from '@violet/machinery';
import { describe, expect, it } from 'vitest';
import { largestSlice } from '../testing/largest-slice.ts';
import type { BundleConfigMap } from './bundle-config-map.ts';
import { packBundle, readBundleConfigMap } from './unpack-beside.ts';

const source = {
  apiVersion: 'operators.coreos.com/v1alpha1',
  kind: 'CatalogSource',
  metadata: { name: 'cat', namespace: 'here', uid: '1', resourceVersion: '1', creationTimestamp: '' },
  spec: { sourceType: 'grpc' },
} as Stored<CatalogSource>;
const csv = 'kind: ClusterServiceVersion\nmetadata: { name: lamps.v1 }\n';

function packed(files: Record<string, Buffer>): BundleConfigMap {
  const binaryData = Object.entries(files).map(([key, bytes]) => {
    const text = gzipSync(bytes).toString('base64');
    return [key, Buffer.from(text).toString('base64')] as const;
  });
  const metadata = { name: 'x', annotations: { 'olm.contentEncoding': 'gzip+base64' } };
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata, binaryData: Object.fromEntries(binaryData) };
}

/** 10 MB of YAML, as a CRD with a long schema is. */
const largeDefinition = `kind: CustomResourceDefinition\nmetadata: { name: lamps.example.com }\nspec:\n${Array.from({ length: 20_000 }, (_, index) => `  field${index}:\n    description: ${'the same words each time '.repeat(20)}\n`).join('')}`;

describe('a bundle with 10 MB of CRDs', () => {
  it('is read beside everything else that the process does', async () => {
    const files = new Map([
      ['csv.yaml', Buffer.from(csv)],
      ['crd.yaml', Buffer.from(largeDefinition)],
    ]);
    const slice = largestSlice();

    const { configMap, bundle } = await packBundle('image:1', files, source);
    const again = await readBundleConfigMap(configMap);

    expect(slice.end()).toBeLessThan(150);
    expect(bundle.csvName).toBe('lamps.v1');
    expect(again).toEqual(bundle);
    expect(again.objects).toHaveLength(2);
  }, 120_000);
});

describe('what somebody has put where a bundle is kept', () => {
  const bomb = Buffer.alloc(60 * 1024 * 1024);

  it.each<[string, BundleConfigMap, RegExp]>([
    ['bombs', packed({ a: bomb, b: bomb, 'csv.yaml': Buffer.from(csv) }), /files have more than 67108864 bytes/],
    [
      'garbage',
      { ...packed({}), binaryData: { a: Buffer.from('bm8gZ3ppcA==').toString('base64') } },
      /the bundle's a cannot be unpacked: incorrect header check/,
    ],
    ['nothing', packed({}), /has no ClusterServiceVersion/],
    [
      'brackets without end',
      packed({ a: Buffer.from(`kind: ClusterServiceVersion\nspec: ${'['.repeat(1_000_000)}`) }),
      /has no ClusterServiceVersion/,
    ],
    [
      'aliases of aliases',
      packed({
        a: Buffer.from(
          `kind: ClusterServiceVersion\na: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefghij'
            .split('')
            .map((name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdefghi'[index]}`).join()}]\n`)
            .join('')}`,
        ),
      }),
      /has no ClusterServiceVersion/,
    ],
  ])(
    'is refused, and stops nothing: %s',
    async (_what, configMap, message) => {
      const slice = largestSlice();

      await expect(readBundleConfigMap(configMap)).rejects.toThrow(message);
      expect(slice.end()).toBeLessThan(150);
    },
    120_000,
  );
});
