import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { Failure } from '@violet/machinery';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildPackage } from '../build/build-package.ts';
import type { ReadableFile } from '../format/read-fully.ts';
import { type Mutation, mutated, mutations } from '../testing/mutated-package.ts';
import { type Watched, watchForHang } from '../testing/watch-for-hang.ts';
import { aBundle, aPlugin, aPluginBySha512 } from '../testing.ts';
import { imageContents } from './image-contents.ts';
import { namedImages } from './named-images.ts';
import { openPackageIn } from './package-file.ts';

// More of them, or the same ones again: VIOLET_FUZZ_RUNS=5000000 VIOLET_FUZZ_SEED=1 vitest run --project fuzz
const numRuns = Number(process.env['VIOLET_FUZZ_RUNS'] ?? 100_000);
const seed = Number(process.env['VIOLET_FUZZ_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
/** Of a machine on which others work, too: one takes less than a millisecond. */
const longestMs = 10_000;
/** By so much one may make the process grow, and all of them; a mutation has some kilobytes. */
const mostBytes = { one: 64 * 1024 * 1024, all: 512 * 1024 * 1024 };

const tars: Buffer[] = [];

beforeAll(async () => {
  const directory = await mkdtemp(join(tmpdir(), 'violet-fuzz-'));
  try {
    const output = join(directory, 'sound.tgz');
    for (const content of [
      await aPlugin('demo', 'v1.0.0'),
      await aBundle('redis', '1.0.0'),
      await aPluginBySha512('a', 'v2.0.0'),
    ]) {
      await buildPackage({ ...content, output });
      tars.push(gunzipSync(await readFile(output)));
    }
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
});

let open = 0;
let watched: Watched;
beforeAll(() => {
  watched = watchForHang(`the reader of packages, seed ${seed}`, 6 * longestMs);
});
afterAll(async () => {
  await watched[Symbol.asyncDispose]();
  expect(open).toBe(0);
});

/** A file that is nowhere but in memory: writing such things to a disk takes longer than reading them. */
function fileOf(bytes: Buffer): ReadableFile {
  open += 1;
  const readSync = (buffer: Buffer, offset: number, length: number, position: number): number =>
    bytes.copy(buffer, offset, position, position + length);
  return {
    readSync,
    read: async (buffer, offset, length, position) => ({ bytesRead: readSync(buffer, offset, length, position) }),
    async close() {
      open -= 1;
    },
  };
}

/** What `violet show`, `verify` and `push` read. */
async function readAll(bytes: Buffer): Promise<void> {
  const file = await openPackageIn(fileOf(bytes), { path: 'mutated.tgz', size: bytes.length });
  try {
    for (const image of (await namedImages(file)).images) await imageContents(file, image);
    for (const digest of file.digests()) await file.verifyBlob(digest);
    await file.verifyAll();
  } finally {
    await file.close();
  }
}

async function withinTime(deed: Promise<void>): Promise<unknown> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`no answer within ${longestMs} ms`)), longestMs);
  try {
    return await Promise.race([deed, promise]);
  } catch (error) {
    return error;
  } finally {
    clearTimeout(timer);
  }
}

const atFirst = process.memoryUsage.rss();

/** Read, or refused with a Failure; at once, in little memory. */
async function expectSafe(bytes: Buffer): Promise<void> {
  watched.beat();
  const before = process.memoryUsage.rss();
  const error = await withinTime(readAll(bytes));
  const after = process.memoryUsage.rss();
  expect(error === undefined || error instanceof Failure, String(error)).toBe(true);
  expect(after - before).toBeLessThan(mostBytes.one);
  expect(after - atFirst).toBeLessThan(mostBytes.all);
}

describe(`the reader of packages, with ${numRuns} inputs of the seed ${seed}`, () => {
  it('reads a package with anything wrong in it, or refuses it with a Failure', async () => {
    const judge = (mutation: Mutation) => expectSafe(mutated(mutation, tars));

    await fc.assert(fc.asyncProperty(mutations(tars.length), judge), { numRuns: Math.ceil(numRuns * 0.6), seed });
  });

  it('reads any bytes, or refuses them with a Failure', async () => {
    const anything = fc.tuple(
      fc.constantFrom(
        [],
        [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff],
        [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff, 1, 4, 0, 0xfb, 0xff],
      ),
      fc.uint8Array({ maxLength: 2048 }),
    );
    const judge = ([front, bytes]: [readonly number[], Uint8Array]) =>
      expectSafe(Buffer.concat([Buffer.from(front), bytes]));

    await fc.assert(fc.asyncProperty(anything, judge), { numRuns: Math.ceil(numRuns * 0.4), seed });
  });
});
