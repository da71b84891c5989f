import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { expireUploads } from './expiry.ts';
import { pathsIn } from './paths.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'violet-expiry-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

it('forgets uploads that nothing has come to for a day, and no others', async () => {
  const paths = pathsIn(directory);
  const now = Date.parse('2026-01-02T00:00:00Z');
  for (const [id, hours] of [
    ['old', 25],
    ['young', 23],
  ] as const) {
    const path = paths.upload('a/b', id);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, 'x');
    await utimes(path, now / 1000, now / 1000 - hours * 3600);
  }

  expect(await expireUploads(paths, now)).toBe(1);
  expect(await readdir(paths.uploads('a/b'))).toEqual(['young']);
});
