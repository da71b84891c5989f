import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { isDigest, isRepository } from '@violet/oci';
import { appendPrivateFile, makePrivateDirectory, readPrivateFile, writePrivateFile } from './private-files.ts';
import type { UploadKey } from './push-memory.ts';

/** Some 60,000 blobs of a registry; the older half is forgotten beyond it. */
const maxIndexBytes = 8 * 1024 * 1024;

export interface BlobIndex {
  repositoryOf(registry: string, digest: string): string | undefined;
  keep(key: UploadKey): void;
  close(): void;
}

/**
 * Which repository of a registry holds which blob: one file for each registry, a line for each blob, the last one counts.
 * Several processes may add to it at once; what two of them lose while a file is halved are hints.
 */
export function openBlobIndex(directory: string, { onNotice }: { onNotice(message: string): void }): BlobIndex {
  const registries = new Map<string, Map<string, string>>();
  let isBroken = false;

  function attempt(deed: () => void): void {
    if (isBroken) return;
    try {
      deed();
    } catch (cause) {
      isBroken = true;
      onNotice(`${directory}: what is in which repository cannot be remembered: ${(cause as Error).message}`);
    }
  }

  function known(registry: string): Map<string, string> {
    const found = registries.get(registry);
    if (found !== undefined) return found;
    const blobs = new Map<string, string>();
    registries.set(registry, blobs);
    attempt(() => load(registry, blobs));
    return blobs;
  }

  function load(registry: string, blobs: Map<string, string>): void {
    const path = join(directory, fileNameOf(registry));
    const text = readPrivateFile(path, 2 * maxIndexBytes);
    if (text === undefined) return;
    const index = readIndex(text, registry);
    if (index === undefined || index.isDamaged) {
      onNotice(`${path}: the index of blobs is damaged: what cannot be read of it is ignored`);
    }
    for (const [digest, repository] of index?.blobs ?? []) blobs.set(digest, repository);
    // What is added after a line that was cut off would be lost with it.
    if (index?.isDamaged === false && text.endsWith('\n') && text.length <= maxIndexBytes) return;
    const newest = [...blobs].slice(-Math.ceil(blobs.size / (text.length > maxIndexBytes ? 2 : 1)));
    writePrivateFile(path, headerOf(registry) + newest.map(printLine).join(''));
  }

  return {
    repositoryOf: (registry, digest) => known(registry).get(digest),
    keep({ registry, repository, digest }) {
      const blobs = known(registry);
      if (blobs.get(digest) === repository) return;
      // Maps remember the order of first entry: what was seen last shall be forgotten last.
      blobs.delete(digest);
      blobs.set(digest, repository);
      attempt(() => {
        makePrivateDirectory(directory);
        appendPrivateFile(join(directory, fileNameOf(registry)), printLine([digest, repository]), headerOf(registry));
      });
    },
    close: () => registries.clear(),
  };
}

/** An address may have characters that no file name has. */
function fileNameOf(registry: string): string {
  return `${createHash('sha256').update(registry).digest('hex').slice(0, 32)}.blobs`;
}

function headerOf(registry: string): string {
  return `blobs of ${registry}, version 1\n`;
}

function printLine([digest, repository]: readonly [string, string]): string {
  return `${digest} ${repository}\n`;
}

/** Undefined where the text is no index of this registry. A last line that was cut off is no damage. */
function readIndex(text: string, registry: string): { blobs: Map<string, string>; isDamaged: boolean } | undefined {
  if (!text.startsWith(headerOf(registry))) return undefined;
  const blobs = new Map<string, string>();
  let isDamaged = false;
  for (const line of text.slice(headerOf(registry).length).split('\n').slice(0, -1)) {
    const [digest = '', repository = '', ...rest] = line.split(' ');
    if (rest.length > 0 || !isDigest(digest) || !isRepository(repository)) {
      isDamaged = true;
      continue;
    }
    blobs.delete(digest);
    blobs.set(digest, repository);
  }
  return { blobs, isDamaged };
}
