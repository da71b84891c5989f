import type { FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isDigest } from '@violet/oci';
import type { Files } from './files.ts';
import type { Paths } from './paths.ts';
import { createQueue } from './queue.ts';
import { counted, type Usage } from './usage.ts';

/** A link that was touched within this time need not be touched again for a reader. */
export const touchedAgainAfterMs = 60 * 60 * 1000;

/** A whole, verified file that is to become the content of a digest. */
interface Candidate {
  path: string;
  size: number;
  /** Open for writing. */
  handle: FileHandle;
}

/** Content by digest, shared by all repositories; a repository sees a blob once it is linked. */
export interface BlobStore {
  /** Bytes of a blob of the repository. Who asks may be about to name it in a manifest, so it is not collected soon. */
  size(repository: string, digest: string): Promise<number | undefined>;
  open(repository: string, digest: string): Promise<{ handle: FileHandle; size: number } | undefined>;
  has(digest: string): Promise<boolean>;
  linked(repository: string, digest: string): Promise<boolean>;
  /** False when there is no such content. Throws DENIED where the repository's quota would be passed. */
  link(repository: string, digest: string): Promise<boolean>;
  /** False when it was not linked. The content stays until it is collected. */
  unlink(repository: string, digest: string): Promise<boolean>;
  /** The same, unless it was linked or asked for at that time or later. */
  unlinkOlder(repository: string, digest: string, beforeMs: number): Promise<boolean>;
  /** Takes a file as the content of a digest, and links it. */
  publish(repository: string, digest: string, file: Candidate): Promise<void>;
  /** Writes a manifest's content: a repository sees it by its record, not by a link. */
  write(repository: string, digest: string, bytes: Uint8Array): Promise<void>;
  /** Puts the links of these blobs on the disk. */
  syncLinks(repository: string, digests: readonly string[]): Promise<void>;
  /** Removes content that no repository has, unless it was wanted at that time or later; gives its bytes. */
  discardOlder(digest: string, beforeMs: number): Promise<number | undefined>;
  /** The digests of all content. */
  digests(): AsyncIterable<string>;
  /** The digests of a repository's blobs, and when each was linked or asked for last. */
  links(repository: string): Promise<Map<string, number>>;
}

export function createBlobStore(paths: Paths, files: Files, usage: Usage, now: () => number): BlobStore {
  // What one request makes of a digest, another one or the collector must not take away meanwhile.
  const digestQueue = createQueue();
  const linkFacts = (repository: string, digest: string) => files.facts(paths.blobLink(repository, digest));
  const has = async (digest: string) => (await files.facts(paths.blob(digest))) !== undefined;
  const linked = async (repository: string, digest: string) => (await linkFacts(repository, digest)) !== undefined;

  async function unlink(repository: string, digest: string, beforeMs: number): Promise<boolean> {
    return digestQueue.run(digest, async () => {
      const facts = await linkFacts(repository, digest);
      if (facts === undefined || facts.changedMs >= beforeMs) return false;
      const size = (await files.facts(paths.blob(digest)))?.size ?? 0;
      if (!(await files.remove(paths.blobLink(repository, digest)))) return false;
      usage.add(repository, { disk: 0, own: -size });
      return true;
    });
  }

  return {
    has,
    linked,
    size: async (repository, digest) => {
      const link = await linkFacts(repository, digest);
      if (link === undefined) return undefined;
      if (now() - link.changedMs > touchedAgainAfterMs) {
        // A disk that cannot be written to can be read: this is not worth an error.
        await digestQueue.run(digest, () => files.touch(paths.blobLink(repository, digest))).catch(() => undefined);
      }
      return (await files.facts(paths.blob(digest)))?.size;
    },
    open: async (repository, digest) => {
      if (!(await linked(repository, digest))) return undefined;
      const handle = await files.open(paths.blob(digest), 'read');
      return handle === undefined ? undefined : { handle, size: (await handle.stat()).size };
    },
    link: (repository, digest) =>
      digestQueue.run(digest, async () => {
        const content = await files.facts(paths.blob(digest));
        if (content === undefined) return false;
        await files.touch(paths.blob(digest));
        const own = (await linked(repository, digest)) ? 0 : content.size;
        await counted(usage, repository, { disk: 0, own }, () => files.mark(paths.blobLink(repository, digest)));
        return true;
      }),
    unlink: (repository, digest) => unlink(repository, digest, Number.POSITIVE_INFINITY),
    unlinkOlder: unlink,
    publish: (repository, digest, { path, size, handle }) =>
      digestQueue.run(digest, async () => {
        const target = paths.blob(digest);
        // Content of another size was damaged outside: what has just been verified takes its place.
        const there = (await files.facts(target))?.size === size;
        if (there) {
          await files.touch(target);
          await files.remove(path);
        } else {
          // Its last bytes may have come long ago.
          await files.stamp(handle);
          await handle.datasync();
          await files.moveDurably(path, target);
        }
        const own = (await linked(repository, digest)) ? size : 0;
        await files.mark(paths.blobLink(repository, digest));
        usage.add(repository, { disk: there ? -size : 0, own: -own });
      }),
    write: (repository, digest, bytes) =>
      digestQueue.run(digest, async () => {
        if ((await files.facts(paths.blob(digest)))?.size === bytes.byteLength) return files.touch(paths.blob(digest));
        const change = { disk: bytes.byteLength, own: 0 };
        await counted(usage, repository, change, () => files.writeDurably(paths.blob(digest), bytes));
      }),
    syncLinks: async (repository, digests) => {
      const directories = new Set(digests.map((digest) => dirname(paths.blobLink(repository, digest))));
      await Promise.all([...directories].map(files.syncDirectory));
    },
    discardOlder: (digest, beforeMs) =>
      digestQueue.run(digest, async () => {
        const facts = await files.facts(paths.blob(digest));
        if (facts === undefined || facts.changedMs >= beforeMs) return undefined;
        if (!(await files.remove(paths.blob(digest)))) return undefined;
        usage.add('', { disk: -facts.size, own: 0 });
        return facts.size;
      }),
    digests: async function* () {
      for (const algorithm of await files.directories(paths.blobs)) {
        for (const start of await files.directories(join(paths.blobs, algorithm))) {
          const names = await files.names(join(paths.blobs, algorithm, start));
          yield* names.map((hex) => `${algorithm}:${hex}`).filter(isDigest);
        }
      }
    },
    links: async (repository) => {
      const found = new Map<string, number>();
      for (const digest of await digestsIn(files, paths.blobLinks(repository))) {
        const facts = await linkFacts(repository, digest);
        if (facts !== undefined) found.set(digest, facts.changedMs);
      }
      return found;
    },
  };
}

/** The digests that the files `<algorithm>/<hex>` of a directory stand for. */
export async function digestsIn(files: Files, directory: string): Promise<string[]> {
  const algorithms = await files.directories(directory);
  const all = await Promise.all(
    algorithms.map(async (algorithm) =>
      (await files.names(join(directory, algorithm))).map((hex) => `${algorithm}:${hex}`),
    ),
  );
  return all.flat().filter(isDigest);
}
