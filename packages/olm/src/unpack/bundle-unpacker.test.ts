import { randomBytes } from 'node:crypto';
import { CatalogSource, ConfigMap } from '@violet/api';
import { type ManualClock, manualClock } from '@violet/kube/testing';
import type { Stored } from '@violet/machinery';
import { connectRegistry } from '@violet/oci';
import { startTestRegistry, type TestRegistry } from '@violet/registry/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { pushImage } from '../testing/bundle-image.ts';
import { anOlmCluster, type OlmCluster } from '../testing/olm-cluster.ts';
import { type BundleUnpacker, createBundleUnpacker, type Unpacking } from './bundle-unpacker.ts';
import type { UnpackLimits } from './unpack-limits.ts';

const csv = {
  apiVersion: 'operators.coreos.com/v1alpha1',
  kind: 'ClusterServiceVersion',
  metadata: { name: 'lamps.v1' },
  spec: { displayName: 'Lamps', install: { strategy: 'deployment' } },
};
const annotations = { 'operators.operatorframework.io.bundle.package.v1': 'lamps' };
const bundle = {
  'manifests/lamps csv.json': JSON.stringify(csv),
  'manifests/settings.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: settings }\n',
  'manifests/more/hidden.yaml': 'not: looked at',
  'metadata/annotations.yaml': JSON.stringify({ annotations }),
  'metadata/dependencies.yaml': 'dependencies: []',
  'tests/scorecard.yaml': 'not: ours',
};
const limits = { timeoutMs: 600_000, retryMs: undefined };

let cluster: OlmCluster;
let registry: TestRegistry;
let source: Stored<CatalogSource>;
let clock: ManualClock;
let unpacker: BundleUnpacker;
let reads: number;

beforeAll(async () => {
  [cluster, registry] = await Promise.all([anOlmCluster(), startTestRegistry()]);
  await cluster.namespace('catalogs');
  source = await cluster.create(CatalogSource, {
    apiVersion: 'operators.coreos.com/v1alpha1',
    kind: 'CatalogSource',
    metadata: { name: 'cat', namespace: 'catalogs' },
    spec: { sourceType: 'grpc' },
  });
}, 30_000);

afterAll(async () => {
  await cluster.close();
  await registry.close();
});

beforeEach(() => {
  clock = manualClock();
  reads = 0;
  unpacker = createBundleUnpacker({
    clock,
    openImage: async () => {
      reads++;
      return connectRegistry({ address: registry.address, plain: true });
    },
  });
});

let images = 0;

/** Each test has an image of its own. */
const anImage = () => `registry.example.com/bundles/lamps-${++images}:v1`;

async function unpack(image: string, wanted: UnpackLimits = limits): Promise<Unpacking> {
  return await unpacker.unpack({
    cluster: cluster.client,
    clusterName: 'member',
    image,
    source,
    limits: wanted,
    changed: () => {},
  });
}

describe('a bundle image', () => {
  it('is kept in a ConfigMap as upstream writes it, and read once', async () => {
    const image = anImage();
    await pushImage(registry.address, image, bundle);

    const first = await unpack(image);
    const second = await unpack(image);

    expect(first).toEqual({
      state: 'done',
      bundle: {
        csvName: 'lamps.v1',
        csv: JSON.stringify(csv),
        objects: [bundle['manifests/lamps csv.json'], bundle['manifests/settings.yaml']],
      },
    });
    expect(second).toEqual(first);
    expect(reads).toBe(1);
    const [stored] = (await cluster.list(ConfigMap, 'catalogs')).filter(
      ({ metadata }) => metadata.annotations?.['olm.sourceImage'] === image,
    );
    expect(stored?.metadata.name).toMatch(/^[0-9a-f]{63}$/);
    expect(stored?.metadata).toMatchObject({
      labels: { 'olm.managed': 'true' },
      annotations: { ...annotations, 'olm.contentEncoding': 'gzip+base64' },
      ownerReferences: [
        { kind: 'CatalogSource', name: 'cat', uid: source.metadata.uid, controller: false, blockOwnerDeletion: false },
      ],
    });
    expect(Object.keys(stored?.['binaryData'] ?? {}).sort()).toEqual([
      'dependencies.yaml',
      'lamps-csv.json',
      'settings.yaml',
    ]);
  });

  it('is looked for in the directories that its labels name', async () => {
    const image = anImage();
    const labels = { 'operators.operatorframework.io.bundle.manifests.v1': '/deploy/' };
    await pushImage(registry.address, image, { 'deploy/csv.json': JSON.stringify(csv) }, labels);
    expect((await unpack(image)).state).toBe('done');
  });

  it('that is not there is waited for, counts as failed after its time, and is found when it comes', async () => {
    const image = anImage();
    expect(await unpack(image)).toMatchObject({
      state: 'pending',
      message: `unpack job not completed: ${image} is not in the registry`,
    });
    clock.advance(1_000);
    expect((await unpack(image)).state).toBe('pending');
    clock.advance(600_000);
    expect(await unpack(image)).toMatchObject({
      state: 'failed',
      reason: 'DeadlineExceeded',
      message: `the image could not be read within 600 s: ${image} is not in the registry`,
      nextLookMs: 60_000,
    });

    await pushImage(registry.address, image, bundle);
    expect((await unpack(image)).state).toBe('failed');
    clock.advance(60_000);
    expect((await unpack(image)).state).toBe('done');
  });

  it.each([
    ['forward', 3_600_000],
    ['back', -3_600_000],
  ])('is tried again after its pause, though the time of day is put %s', async (_way, shiftMs) => {
    const image = anImage();
    await unpack(image);
    await pushImage(registry.address, image, bundle);
    clock.shiftTimeOfDay(shiftMs);

    expect((await unpack(image)).state).toBe('pending');
    clock.advance(1_000);
    expect((await unpack(image)).state).toBe('done');
  });

  it('is tried again as soon as the OperatorGroup wants it', async () => {
    const image = anImage();
    const wanted = { timeoutMs: 1_000, retryMs: 5_000 };
    await unpack(image, wanted);
    clock.advance(1_000);
    expect(await unpack(image, wanted)).toMatchObject({ state: 'failed', nextLookMs: 5_000 });
  });

  it.each<[string, Record<string, string>, string]>([
    ['holds no bundle', { 'etc/passwd': 'x' }, 'is no bundle: it has no file in manifests/ or metadata/'],
    [
      'holds no CSV',
      { 'manifests/a.yaml': 'apiVersion: v1\nkind: Secret\nmetadata: { name: a }' },
      'the bundle has no ClusterServiceVersion among its manifests',
    ],
    [
      'does not fit',
      { 'manifests/csv.json': JSON.stringify(csv), 'manifests/b': randomBytes(900_000).toString('base64') },
      'bundle files exceeded 1048576 bytes limit',
    ],
  ])('that %s has failed at once', async (_name, files, message) => {
    const image = anImage();
    await pushImage(registry.address, image, files);
    const unpacking = await unpack(image);
    expect(unpacking).toMatchObject({ state: 'failed', reason: 'BackoffLimitExceeded' });
    expect(unpacking.state === 'failed' && unpacking.message).toContain(message);
  });
});
