import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { Failure } from '@violet/machinery';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildPackage } from '../build/build-package.ts';
import { aPlugin } from '../testing.ts';
import { imageContents } from './image-contents.ts';
import { openPackage } from './package-file.ts';

let directory: string;
let sound: Buffer;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'violet-fuzz-'));
  const output = join(directory, 'sound.tgz');
  await buildPackage({ ...(await aPlugin('demo', 'v1.0.0')), output });
  sound = await readFile(output);
});
afterAll(() => rm(directory, { recursive: true, force: true }));

/** Reads everything that a push reads. */
async function readAll(path: string): Promise<void> {
  const file = await openPackage(path);
  try {
    for (const image of await file.images()) await imageContents(file, image);
    for (const digest of file.digests()) await file.verifyBlob(digest);
  } finally {
    await file.close();
  }
}

async function outcomeOf(bytes: Uint8Array): Promise<unknown> {
  const path = join(directory, 'mutated.tgz');
  await writeFile(path, bytes);
  return readAll(path).then(
    () => undefined,
    (error: unknown) => error,
  );
}

const change = fc.record({ at: fc.nat(), byte: fc.nat(255) });

function changed(bytes: Buffer, changes: readonly { at: number; byte: number }[]): Buffer {
  const copy = Buffer.from(bytes);
  for (const { at, byte } of changes) copy[at % copy.length] = byte;
  return copy;
}

describe('a package with any bytes changed', () => {
  it('is read, or refused with a Failure', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 8 }), async (changes) => {
        const error = await outcomeOf(changed(sound, changes));
        expect(error === undefined || error instanceof Failure, String(error)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('is read, or refused with a Failure, when another gzip has written it', async () => {
    const tar = gunzipSync(sound);
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 8 }), fc.boolean(), async (changes, inTar) => {
        const bytes = inTar ? gzipSync(changed(tar, changes)) : changed(gzipSync(tar), changes);
        const error = await outcomeOf(bytes);
        expect(error === undefined || error instanceof Failure, String(error)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it('is refused when it is cut off anywhere', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(sound.length - 1), async (length) => {
        expect(await outcomeOf(sound.subarray(0, length))).toBeInstanceOf(Failure);
      }),
      { numRuns: 100 },
    );
  });
});
