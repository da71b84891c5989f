import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { digestOf } from '@violet/oci';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFileDigests, type FileDigests } from './file-digests.ts';

let directory: string;
let digests: FileDigests;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'violet-digests-'));
  digests = createFileDigests({ threads: 2 });
});

afterAll(async () => {
  await digests.close();
  await rm(directory, { recursive: true, force: true });
});

describe('the digest of a file', () => {
  it('is taken while it grows, of as much as was said to be there', async () => {
    const path = join(directory, 'growing');
    const parts = Array.from({ length: 40 }, (_, number) => Buffer.alloc(100_000, `part ${number}`));
    let size = 0;
    for (const part of parts) {
      await appendFile(path, part);
      size += part.length;
      digests.follow(path, 'sha256', size);
    }
    await appendFile(path, 'more that is not yet to count');

    expect(await digests.digest(path, 'sha256', size)).toBe(digestOf(Buffer.concat(parts)));
  });

  it('is right for many files at once, of both algorithms, followed or not', async () => {
    const files = await Promise.all(
      Array.from({ length: 20 }, async (_, number) => {
        const [path, bytes] = [join(directory, String(number)), Buffer.alloc(300_000 + number, `${number}`)];
        await writeFile(path, bytes);
        if (number % 2 === 0) digests.follow(path, 'sha256', 200_000);
        return { path, bytes, algorithm: number % 3 === 0 ? ('sha512' as const) : ('sha256' as const) };
      }),
    );

    const found = await Promise.all(
      files.map(({ path, bytes, algorithm }) => digests.digest(path, algorithm, bytes.length)),
    );

    expect(found).toEqual(files.map(({ bytes, algorithm }) => digestOf(bytes, algorithm)));
  });

  it('of a file that was forgotten begins again, with what is there then', async () => {
    const path = join(directory, 'again');
    await writeFile(path, 'first content');
    digests.follow(path, 'sha256', 13);
    digests.forget(path);
    await writeFile(path, 'other content');

    expect(await digests.digest(path, 'sha256', 13)).toBe(digestOf('other content'));
  });

  it.each([
    ['is not there', undefined],
    ['is shorter than was said', 'short'],
  ])('is refused where the file %s, and others go on', async (_, content) => {
    const path = join(directory, 'wrong');
    if (content !== undefined) await writeFile(path, content);
    await writeFile(join(directory, 'right'), 'right');

    const [wrong, right] = await Promise.allSettled([
      digests.digest(path, 'sha256', 100),
      digests.digest(join(directory, 'right'), 'sha256', 5),
    ]);

    expect([wrong.status, right]).toEqual(['rejected', { status: 'fulfilled', value: digestOf('right') }]);
  });
});

it('ends threads that have nothing to do, and reads from the start what they followed', async () => {
  const path = join(directory, 'waiting');
  await writeFile(path, 'what waits');
  const brief = createFileDigests({ threads: 1, idleMs: 1 });
  brief.follow(path, 'sha256', 4);
  await expect.poll(() => brief.running()).toBe(0);

  for (let time = 0; time < 5; time++) expect(await brief.digest(path, 'sha256', 10)).toBe(digestOf('what waits'));
  await expect.poll(() => brief.running()).toBe(0);
});
