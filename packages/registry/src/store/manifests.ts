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
import { type BlobStore, digestsIn, touchedAgainAfterMs } from './blobs.ts';
import type { Files } from './files.ts';
import type { ManifestFacts } from './garbage.ts';
import type { Paths } from './paths.ts';
import { counted, type Usage } from './usage.ts';

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
  /** In lexical order: without regard to case, and the same without it by code units. */
  tags(repository: string): Promise<string[]>;
  /** The digest of each tag whose manifest is there. */
  tagged(repository: string): Promise<Map<string, string>>;
  /** Manifests of the repository whose subject this digest is. */
  referrers(repository: string, subject: string): Promise<Descriptor[]>;
  /** A manifest that names the blob. */
  userOf(repository: string, blob: string): Promise<string | undefined>;
  /** Whether anything was ever pushed there. */
  exists(repository: string): Promise<boolean>;
  /** All manifests, as the collector wants to know them. */
  all(repository: string): Promise<Map<string, ManifestFacts>>;
}

export function createManifestStore(
  parts: { paths: Paths; files: Files; blobs: BlobStore; usage: Usage },
  now: () => number,
): ManifestStore {
  const { paths, files, blobs, usage } = parts;

  async function record(repository: string, digest: string): Promise<ManifestRecord | undefined> {
    const text = await files.read(paths.manifestRecord(repository, digest));
    return text === undefined ? undefined : (JSON.parse(text.toString('utf8')) as ManifestRecord);
  }

  async function taggedDigest(repository: string, tag: string): Promise<string | undefined> {
    return (await files.read(paths.tag(repository, tag)))?.toString('utf8');
  }

  /** Who asks for a digest may be about to name it in an index, so it is not collected soon. */
  async function resolve(repository: string, reference: string): Promise<string | undefined> {
    const digest = reference.includes(':') ? reference : await taggedDigest(repository, reference);
    if (digest === undefined) return undefined;
    const path = paths.manifestRecord(repository, digest);
    const facts = await files.facts(path);
    if (facts === undefined) return undefined;
    if (digest === reference && now() - facts.changedMs > touchedAgainAfterMs) {
      // A disk that cannot be written to can be read: this is not worth an error.
      await files.touch(path).catch(() => undefined);
    }
    return digest;
  }

  async function tags(repository: string): Promise<string[]> {
    return (await files.names(paths.tags(repository))).filter(isTag).sort(byLexicalOrder);
  }

  const digests = (repository: string) => digestsIn(files, paths.manifests(repository));

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
      const [found, bytes] = await Promise.all([record(repository, digest), files.read(paths.blob(digest))]);
      return found === undefined || bytes === undefined ? undefined : { digest, record: found, bytes };
    },
    put: async (repository, digest, manifest, bytes, names) => {
      const needed = blobsOf(manifest).filter(isNeeded);
      await Promise.all(needed.map((blob) => checkBlob(blobs, repository, blob)));
      await blobs.syncLinks(
        repository,
        needed.map((blob) => blob.digest),
      );
      await blobs.write(repository, digest, bytes);
      const made = recordOf(manifest, bytes.byteLength);
      const { subject } = made;
      if (subject !== undefined) await markReferrer(paths, files, repository, subject, digest);
      const own = (await files.facts(paths.manifestRecord(repository, digest))) === undefined ? bytes.byteLength : 0;
      await counted(usage, repository, { disk: 0, own }, () =>
        files.writeDurably(paths.manifestRecord(repository, digest), JSON.stringify(made)),
      );
      for (const tag of names) await files.writeDurably(paths.tag(repository, tag), digest);
    },
    untag: async (repository, tag) => {
      const digest = await taggedDigest(repository, tag);
      return (await files.remove(paths.tag(repository, tag))) ? digest : undefined;
    },
    remove: async (repository, digest) => {
      const found = await record(repository, digest);
      if (found === undefined) return undefined;
      const removed: string[] = [];
      for (const tag of await tags(repository)) {
        if ((await taggedDigest(repository, tag)) !== digest) continue;
        await files.remove(paths.tag(repository, tag));
        removed.push(tag);
      }
      if (await files.remove(paths.manifestRecord(repository, digest)))
        usage.add(repository, { disk: 0, own: -found.size });
      if (found.subject !== undefined) await files.remove(paths.referrer(repository, found.subject, digest));
      return removed;
    },
    referrers: async (repository, subject) => {
      const names = (await files.names(paths.referrers(repository, subject))).sort();
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
    exists: async (repository) => (await files.names(paths.manifests(repository))).length > 0,
    all: async (repository) => {
      const found = new Map<string, ManifestFacts>();
      for (const digest of await digests(repository)) {
        const [known, facts] = await Promise.all([
          record(repository, digest),
          files.facts(paths.manifestRecord(repository, digest)),
        ]);
        if (known === undefined || facts === undefined) continue;
        const { references, subject } = known;
        found.set(digest, { references, subject, changedMs: facts.changedMs });
      }
      return found;
    },
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

async function markReferrer(
  paths: Paths,
  files: Files,
  repository: string,
  subject: string,
  digest: string,
): Promise<void> {
  await files.mark(paths.referrer(repository, subject, digest));
  await files.syncDirectory(paths.referrers(repository, subject));
}

/** The order of the distribution specification for tags. */
export function byLexicalOrder(left: string, right: string): number {
  const [lower, other] = [left.toLowerCase(), right.toLowerCase()];
  if (lower !== other) return lower < other ? -1 : 1;
  return left < right ? -1 : Number(left > right);
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
