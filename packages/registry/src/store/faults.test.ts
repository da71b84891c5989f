import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { digestOf } from '@violet/oci';
import { afterEach, describe, expect, it } from 'vitest';
import { diskError, type Fault, faultyDisk } from '../testdata/faulty-disk.ts';
import { factsOf, story } from '../testdata/story.ts';
import type { Disk } from './files.ts';
import { openStore, type Store } from './store.ts';

const directories: string[] = [];
afterEach(async () => {
  for (const directory of directories.splice(0)) await rm(directory, { recursive: true, force: true });
});

async function newDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'violet-faults-'));
  directories.push(directory);
  return directory;
}

function open(directory: string, disk: Disk): Promise<Store> {
  return openStore({ directory, disk, quota: undefined, uploads: { open: 100, requests: 100 }, now: Date.now });
}

const noFault: Fault = () => undefined;

/** What is to be seen before the first step and after each, and how many changes of the disk it took. */
async function readStory(): Promise<{ states: Set<string>[]; changes: number }> {
  const disk = faultyDisk(noFault);
  const store = await open(await newDirectory(), disk);
  const states = [await factsOf(store)];
  for (const step of story) {
    await step.run(store);
    states.push(await factsOf(store));
  }
  return { states, changes: disk.changes() };
}

/** The steps until one fails; its number, or that of the steps when none does. */
async function play(store: Store, from = 0): Promise<number> {
  for (const [index, step] of story.entries()) {
    if (index < from) continue;
    const failed = await step.run(store).then(
      () => false,
      () => true,
    );
    if (failed) return index;
  }
  return story.length;
}

/** Content whose digest is not its name. */
async function corruptBlobs(directory: string): Promise<string[]> {
  const entries = await readdir(join(directory, 'blobs'), { recursive: true, withFileTypes: true }).catch(() => []);
  const corrupt: string[] = [];
  for (const entry of entries.filter((found) => found.isFile())) {
    const bytes = await readFile(join(entry.parentPath, entry.name));
    if (digestOf(bytes) !== `sha256:${entry.name}`) corrupt.push(entry.name);
  }
  return corrupt;
}

/** Tags whose images cannot be pulled whole. */
async function brokenTags(store: Store): Promise<string[]> {
  const broken: string[] = [];
  for (const repository of ['a', 'b/c']) {
    for (const [tag] of await store.manifests.tagged(repository)) {
      const found = await store.manifests.read(repository, tag);
      const sizes = await Promise.all(
        (found?.record.references ?? []).map((blob) => store.blobs.size(repository, blob)),
      );
      if (found === undefined || sizes.includes(undefined)) broken.push(`${repository}:${tag}`);
    }
  }
  return broken;
}

const leftovers = async (directory: string) =>
  (await readdir(directory, { recursive: true })).filter((path) => /(?:drafts|_uploads)\/./.test(path));

const numbersTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

describe('a process that dies', () => {
  it('at any change of the disk leaves what it acknowledged, nothing half, and the next one goes on', async () => {
    const { states, changes } = await readStory();
    expect(changes).toBeGreaterThan(100);

    for (const last of numbersTo(changes)) {
      const directory = await newDirectory();
      const dies = faultyDisk((number) => {
        if (number >= last) throw diskError('EIO');
      });
      const died = await open(directory, dies).then(
        (store) => play(store),
        () => 0,
      );

      const store = await open(directory, faultyDisk(noFault));
      const seen = await factsOf(store);
      const before = states[died] ?? new Set();
      const after = states[died + 1] ?? before;
      const lost = [...before].filter((fact) => after.has(fact) && !seen.has(fact));
      const invented = [...seen].filter((fact) => !before.has(fact) && !after.has(fact));
      expect({ last, lost, invented, corrupt: await corruptBlobs(directory), broken: await brokenTags(store) }).toEqual(
        {
          last,
          lost: [],
          invented: [],
          corrupt: [],
          broken: [],
        },
      );
      expect({ last, done: await play(store, died) }).toEqual({ last, done: story.length });
      expect(await factsOf(store)).toEqual(states.at(-1));
    }
  }, 60_000);
});

describe('a disk', () => {
  it('that is full at any change leaves nothing half, and the same process goes on', async () => {
    const { states, changes } = await readStory();

    // Every third is enough to meet each kind of change in each kind of step.
    for (const wrong of numbersTo(changes).filter((number) => number % 3 === 0)) {
      const directory = await newDirectory();
      let armed = false;
      const disk = faultyDisk((number) => {
        if (armed && number === wrong) throw diskError('ENOSPC');
      });
      const store = await open(directory, disk);
      armed = true;
      let from = await play(store);
      if (from < story.length) from = await play(store, from);

      expect({ wrong, from }).toEqual({ wrong, from: story.length });
      expect(await factsOf(store)).toEqual(states.at(-1));
      expect({
        wrong,
        corrupt: await corruptBlobs(directory),
        broken: await brokenTags(store),
        left: await leftovers(directory),
      }).toEqual({ wrong, corrupt: [], broken: [], left: [] });
    }
  }, 60_000);

  it('that cannot be written to any more can be read', async () => {
    const directory = await newDirectory();
    await play(await open(directory, faultyDisk(noFault)));
    const readOnly = faultyDisk(() => {
      throw diskError('EROFS');
    });

    const store = await open(directory, readOnly);

    expect(await brokenTags(store)).toEqual([]);
    await expect(store.uploads.begin('a', 'sha256')).rejects.toMatchObject({ code: 'EROFS' });
  });
});
