import { isJsonObject } from '@violet/machinery';
import {
  artifactTypeOf,
  blobsOf,
  childrenOf,
  type Descriptor,
  isNondistributable,
  isTag,
  type Manifest,
} from '@violet/oci';
import { refusal } from '../refusal.ts';
import type { BlobStore } from './blobs.ts';
import {
  ensureDirectory,
  mark,
  namesIn,
  readIfThere,
  removeIfThere,
  sizeIfThere,
  syncDirectory,
  writeDurably,
} from './durable.ts';
import type { Paths } from './paths.ts';

/** What a repository knows of a manifest without reading it. */
interface ManifestRecord {
  mediaType: string;
  size: number;
  /** Digests of the blobs and manifests that it names: what keeps them from being collected. */
  references: string[];
  subject?: string;
  /** As the referrers API lists it. */
  artifactType?: string;
  annotations?: Record<string, string>;
}

interface StoredManifest {
  digest: string;
  record: ManifestRecord;
  bytes: Buffer;
}

/** Manifests, tags and referrers of repositories. Writers of one repository must not run at the same time. */
export interface ManifestStore {
  /** The digest that a tag names now, if that manifest is there; a digest gives itself, if it is there. */
  resolve(repository: string, reference: string): Promise<string | undefined>;
  record(repository: string, digest: string): Promise<ManifestRecord | undefined>;
  read(repository: string, reference: string): Promise<StoredManifest | undefined>;
  /** Blobs must be there already: throws MANIFEST_BLOB_UNKNOWN. Tags are set last. */
  put(
    repository: string,
    digest: string,
    manifest: Manifest,
    bytes: Uint8Array,
    tags: readonly string[],
  ): Promise<void>;
  /** Removes only the tag; gives the digest that it named. */
  untag(repository: string, tag: string): Promise<string | undefined>;
  /** Removes the manifest and every tag of it; gives the tags, or undefined when it was not there. */
  remove(repository: string, digest: string): Promise<string[] | undefined>;
  /** Sorted by code units. */
  tags(repository: string): Promise<string[]>;
  /** The digest of each tag whose manifest is there. */
  tagged(repository: string): Promise<Map<string, string>>;
  /** Manifests of the repository whose subject this digest is. */
  referrers(repository: string, subject: string): Promise<Descriptor[]>;
  /** A manifest that names the blob. */
  userOf(repository: string, blob: string): Promise<string | undefined>;
  /** Whether anything was ever pushed there. */
  exists(repository: string): Promise<boolean>;
}

export function createManifestStore(paths: Paths, blobs: BlobStore): ManifestStore {
  async function record(repository: string, digest: string): Promise<ManifestRecord | undefined> {
    const text = await readIfThere(paths.manifestRecord(repository, digest));
    return text === undefined ? undefined : (JSON.parse(text.toString('utf8')) as ManifestRecord);
  }

  async function taggedDigest(repository: string, tag: string): Promise<string | undefined> {
    return (await readIfThere(paths.tag(repository, tag)))?.toString('utf8');
  }

  async function resolve(repository: string, reference: string): Promise<string | undefined> {
    const digest = reference.includes(':') ? reference : await taggedDigest(repository, reference);
    if (digest === undefined) return undefined;
    return (await sizeIfThere(paths.manifestRecord(repository, digest))) === undefined ? undefined : digest;
  }

  async function tags(repository: string): Promise<string[]> {
    return (await namesIn(paths.tags(repository))).filter(isTag).sort();
  }

  async function digests(repository: string): Promise<string[]> {
    const folder = paths.manifests(repository);
    const all = await Promise.all(
      (await namesIn(folder)).map(async (algorithm) =>
        (await namesIn(`${folder}/${algorithm}`)).map((hex) => `${algorithm}:${hex}`),
      ),
    );
    return all.flat();
  }

  async function tagged(repository: string): Promise<Map<string, string>> {
    const resolved = await Promise.all(
      (await tags(repository)).map(async (tag) => [tag, await resolve(repository, tag)] as const),
    );
    return new Map(resolved.filter((pair): pair is [string, string] => pair[1] !== undefined));
  }

  return {
    resolve,
    record,
    tags,
    tagged,
    read: async (repository, reference) => {
      const digest = await resolve(repository, reference);
      if (digest === undefined) return undefined;
      const [found, bytes] = await Promise.all([record(repository, digest), readIfThere(paths.blob(digest))]);
      return found === undefined || bytes === undefined ? undefined : { digest, record: found, bytes };
    },
    put: async (repository, digest, manifest, bytes, names) => {
      const needed = blobsOf(manifest).filter(isNeeded);
      await Promise.all(needed.map((blob) => checkBlob(blobs, repository, blob)));
      await blobs.syncLinks(
        repository,
        needed.map((blob) => blob.digest),
      );
      await blobs.write(digest, bytes);
      const made = recordOf(manifest, bytes.byteLength);
      if (made.subject !== undefined) await markReferrer(paths, repository, made.subject, digest);
      await writeDurably(paths.manifestRecord(repository, digest), JSON.stringify(made));
      for (const tag of names) await writeDurably(paths.tag(repository, tag), digest);
    },
    untag: async (repository, tag) => {
      const digest = await taggedDigest(repository, tag);
      return (await removeIfThere(paths.tag(repository, tag))) ? digest : undefined;
    },
    remove: async (repository, digest) => {
      const found = await record(repository, digest);
      if (found === undefined) return undefined;
      const removed: string[] = [];
      for (const tag of await tags(repository)) {
        if ((await taggedDigest(repository, tag)) !== digest) continue;
        await removeIfThere(paths.tag(repository, tag));
        removed.push(tag);
      }
      await removeIfThere(paths.manifestRecord(repository, digest));
      if (found.subject !== undefined) await removeIfThere(paths.referrer(repository, found.subject, digest));
      return removed;
    },
    referrers: async (repository, subject) => {
      const names = (await namesIn(paths.referrers(repository, subject))).sort();
      const found = await Promise.all(
        names.map(async (name) => describe(name.replace('-', ':'), await record(repository, name.replace('-', ':')))),
      );
      return found.filter((descriptor) => descriptor !== undefined);
    },
    userOf: async (repository, blob) => {
      for (const digest of await digests(repository)) {
        if ((await record(repository, digest))?.references.includes(blob)) return digest;
      }
      return undefined;
    },
    exists: async (repository) => (await namesIn(paths.manifests(repository))).length > 0,
  };
}

/** Layers that are elsewhere by licence need not be here. */
function isNeeded(blob: Descriptor): boolean {
  return !isNondistributable(blob.mediaType);
}

async function checkBlob(blobs: BlobStore, repository: string, blob: Descriptor): Promise<void> {
  const size = await blobs.size(repository, blob.digest);
  if (size === undefined) {
    throw refusal('MANIFEST_BLOB_UNKNOWN', `the manifest names blob ${blob.digest}, which is not in ${repository}`);
  }
  if (size !== blob.size) {
    throw refusal('MANIFEST_INVALID', `the manifest gives blob ${blob.digest} ${blob.size} bytes; it has ${size}`);
  }
}

function recordOf(manifest: Manifest, size: number): ManifestRecord {
  const { subject, annotations } = manifest.content;
  const artifactType = artifactTypeOf(manifest);
  return {
    mediaType: manifest.mediaType,
    size,
    references: [...blobsOf(manifest), ...childrenOf(manifest)].map(({ digest }) => digest),
    ...(subject === undefined ? {} : { subject: subject.digest }),
    ...(artifactType === undefined ? {} : { artifactType }),
    ...(isJsonObject(annotations) ? { annotations } : {}),
  };
}

async function markReferrer(paths: Paths, repository: string, subject: string, digest: string): Promise<void> {
  const folder = paths.referrers(repository, subject);
  await ensureDirectory(folder);
  await mark(paths.referrer(repository, subject, digest));
  await syncDirectory(folder);
}

/** A mark whose manifest is gone is what a crash left: it refers to nothing. */
function describe(digest: string, record: ManifestRecord | undefined): Descriptor | undefined {
  if (record === undefined) return undefined;
  const { mediaType, size, artifactType, annotations } = record;
  return {
    mediaType,
    digest,
    size,
    ...(artifactType === undefined ? {} : { artifactType }),
    ...(annotations === undefined ? {} : { annotations }),
  };
}
