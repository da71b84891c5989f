import { Readable } from 'node:stream';
import { digestOf, type Descriptor, mediaTypes, parseManifest } from '@violet/oci';
import type { Store } from '../store/store.ts';

/** All that a registry's life has of changes: pushed, mounted, signed, tagged again, deleted, collected. */
export interface Step {
  name: string;
  run(store: Store): Promise<unknown>;
}

const layer = Buffer.alloc(30_000, 'layer');
const next = Buffer.alloc(20_000, 'next');
const config = Buffer.from('{"of":"an image"}');

function descriptor(bytes: Buffer, mediaType: string): Descriptor {
  return { mediaType, digest: digestOf(bytes), size: bytes.length };
}

function imageOf(layers: readonly Buffer[], more: object = {}): Buffer {
  const content = {
    schemaVersion: 2,
    mediaType: mediaTypes.imageManifest,
    config: descriptor(config, mediaTypes.imageConfig),
    layers: layers.map((bytes) => descriptor(bytes, mediaTypes.layer)),
    ...more,
  };
  return Buffer.from(JSON.stringify(content));
}

const first = imageOf([layer]);
const second = imageOf([layer, next]);
const signature = imageOf([], { subject: descriptor(second, mediaTypes.imageManifest) });

async function upload(store: Store, repository: string, bytes: Buffer, pieces = 1): Promise<void> {
  const id = await store.uploads.begin(repository, 'sha256');
  const step = Math.ceil(bytes.length / pieces);
  for (let start = 0; start < bytes.length; start += step) {
    const piece = bytes.subarray(start, start + step);
    await store.uploads.append(repository, id, { source: Readable.from([piece]), isOwned: false, start, size: piece.length });
  }
  await store.uploads.finish(repository, id, digestOf(bytes));
}

const put = (store: Store, repository: string, bytes: Buffer, tags: string[]) => {
  const manifest = parseManifest(bytes, mediaTypes.imageManifest, 'the manifest');
  return store.change(repository, () => store.manifests.put(repository, digestOf(bytes), manifest, bytes, tags));
};

async function mount(store: Store, repository: string, bytes: Buffer): Promise<void> {
  if (!(await store.blobs.link(repository, digestOf(bytes)))) throw new Error('there is nothing to mount');
}

export const story: readonly Step[] = [
  { name: 'a layer is pushed', run: (store) => upload(store, 'a', layer, 3) },
  { name: 'its config is pushed', run: (store) => upload(store, 'a', config) },
  { name: 'an image is pushed', run: (store) => put(store, 'a', first, ['v1']) },
  { name: 'its layer is mounted', run: (store) => mount(store, 'b/c', layer) },
  { name: 'another layer is pushed', run: (store) => upload(store, 'b/c', next) },
  { name: 'the same config is pushed', run: (store) => upload(store, 'b/c', config) },
  { name: 'another image is pushed', run: (store) => put(store, 'b/c', second, ['v2', 'latest']) },
  { name: 'it is signed', run: (store) => put(store, 'b/c', signature, []) },
  { name: 'the new layer is mounted', run: (store) => mount(store, 'a', next) },
  { name: 'the tag moves', run: (store) => put(store, 'a', second, ['v1']) },
  { name: 'a tag is deleted', run: (store) => store.change('b/c', () => store.manifests.untag('b/c', 'latest')) },
  {
    name: 'the old image is deleted',
    run: (store) => store.change('a', () => store.manifests.remove('a', digestOf(first))),
  },
  { name: 'an image is pushed to be forgotten', run: (store) => put(store, 'b/c', imageOf([next]), []) },
  {
    name: 'what nobody needs is collected',
    run: (store) => store.collect({ beforeMs: Number.POSITIVE_INFINITY, namedOutside: new Set() }),
  },
];

/** All that can be seen of a store, a fact a line. */
export async function factsOf(store: Store): Promise<Set<string>> {
  const facts: string[] = [];
  for (const repository of ['a', 'b/c']) {
    for (const digest of (await store.blobs.links(repository)).keys()) facts.push(`${repository} blob ${digest}`);
    for (const digest of (await store.manifests.all(repository)).keys()) facts.push(`${repository} has ${digest}`);
    for (const [tag, digest] of await store.manifests.tagged(repository)) facts.push(`${repository}:${tag} ${digest}`);
    for (const { digest } of await store.manifests.referrers(repository, digestOf(second)))
      facts.push(`${repository} signature ${digest}`);
  }
  return new Set(facts);
}
