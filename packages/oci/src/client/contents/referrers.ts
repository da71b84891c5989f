import {
  artifactTypeOf,
  childrenOf,
  type Descriptor,
  type ImageIndex,
  type Manifest,
  parseManifest,
} from '../../manifest.ts';
import { mediaTypes } from '../../media-types.ts';
import type { Transport } from '../wire/transport.ts';
import { getManifest, type PutManifest, putManifest } from './manifests.ts';

/**
 * Puts a manifest. Where it refers to another one and the registry has no referrers API (it does not answer with OCI-Subject), it is entered
 * under the tag that stands for its subject, as the specification (1.1, "Pushing Manifests with Subject") asks of clients. A tag that the
 * registry does not set with the digest is set by a request of its own.
 */
export async function putWithReferrer(
  transport: Transport,
  repository: string,
  reference: string,
  put: PutManifest,
): Promise<string> {
  const { bytes, mediaType, tag } = put;
  const { digest, knowsSubject, isTagged } = await putManifest(transport, repository, reference, put);
  if (tag !== undefined && !isTagged) await putManifest(transport, repository, tag, { bytes, mediaType });
  if (!knowsSubject && Buffer.from(bytes).includes('"subject"')) {
    const manifest = parseManifest(bytes, mediaType, `manifest ${reference} of ${repository}`);
    const { subject } = manifest.content;
    if (subject !== undefined) {
      await enterInTurn(transport, repository, referrersTag(subject.digest), describe(manifest, bytes, digest));
    }
  }
  return digest;
}

/** Entries of this process, by registry, one after the other: two at once would each write an index without the other's. */
const entering = new WeakMap<URL, Promise<void>>();

function enterInTurn(transport: Transport, repository: string, tag: string, referrer: Descriptor): Promise<void> {
  const former = entering.get(transport.base) ?? Promise.resolve();
  const entered = former.then(() => enter(transport, repository, tag, referrer));
  // Who comes next is not concerned with how this one ended.
  entering.set(
    transport.base,
    entered.catch(() => undefined),
  );
  return entered;
}

async function enter(transport: Transport, repository: string, tag: string, referrer: Descriptor): Promise<void> {
  const known = await referrersAt(transport, repository, tag);
  if (known.some(({ digest }) => digest === referrer.digest)) return;
  const index: ImageIndex = { schemaVersion: 2, mediaType: mediaTypes.imageIndex, manifests: [...known, referrer] };
  const bytes = Buffer.from(JSON.stringify(index));
  await putManifest(transport, repository, tag, { bytes, mediaType: mediaTypes.imageIndex });
}

async function referrersAt(transport: Transport, repository: string, tag: string): Promise<Descriptor[]> {
  const found = await getManifest(transport, repository, tag);
  if (found === undefined) return [];
  return childrenOf(parseManifest(found.bytes, found.mediaType, `manifest ${tag} of ${repository}`));
}

function describe(manifest: Manifest, bytes: Uint8Array, digest: string): Descriptor {
  const artifactType = artifactTypeOf(manifest);
  const { annotations } = manifest.content;
  return {
    mediaType: manifest.mediaType,
    digest,
    size: bytes.byteLength,
    ...(artifactType === undefined ? {} : { artifactType }),
    ...(annotations === undefined ? {} : { annotations }),
  };
}

/** `sha256:…` as a tag. */
function referrersTag(digest: string): string {
  return digest.replace(':', '-').slice(0, 128);
}
