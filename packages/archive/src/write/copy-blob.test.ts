import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { truncateSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { blobPath, digestOf } from '@violet/oci';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type BuildOptions, type BuiltPackage, buildPackage } from '../build/build-package.ts';
import type { ExtensionPackage } from '../manifest/extension-package.ts';
import { layoutSource } from '../sources/layout-source.ts';
import { aPlugin, exampleRegistry } from '../testing.ts';

/** Read in several turns, the last of which is a short one. */
const layer = randomBytes(9 * 1024 * 1024 + 1);
const image = `${exampleRegistry}/acp/bulk:v1.0.0`;
let directory: string;
let packed: string;
let manifest: ExtensionPackage;
let layout: string;
let output: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'violet-copy-'));
  packed = join(directory, 'packed.tgz');
  layout = join(directory, 'layout');
  output = join(directory, 'out', 'demo.tgz');
  const plugin = await aPlugin('demo', 'v1.0.0', { bulk: layer });
  manifest = plugin.manifest;
  await buildPackage({ ...plugin, output: packed });
  for (const path of [layout, join(directory, 'out')]) await mkdir(path);
  execFileSync('tar', ['xzf', packed], { cwd: layout });
});
afterEach(() => rm(directory, { recursive: true, force: true }));

async function build(options: Pick<BuildOptions, 'signal' | 'progress'> = {}): Promise<BuiltPackage> {
  return buildPackage({ manifest, source: await layoutSource(layout), output, ...options });
}

describe('a package of blobs that lie in files', () => {
  it('has the same bytes as one of the same blobs from elsewhere', async () => {
    await build();

    expect((await readFile(output)).equals(await readFile(packed))).toBe(true);
  });

  it('is told of as far as it is, while it is made', async () => {
    const told: number[] = [];
    const { bytes } = await build({ progress: { onBytes: (done) => void told.push(done) } });

    expect(told).toEqual(told.toSorted((a, b) => a - b));
    expect(told.filter((done) => done > 1024 * 1024).length).toBeGreaterThan(1);
    expect(told.at(-1)).toBe(bytes);
  });

  it.each<[string, (path: string) => Promise<void>, string]>([
    ['is shorter', (path) => truncate(path, 100), `it has 100 bytes in `],
    [
      'has other content',
      (path) => writeFile(path, randomBytes(layer.length)),
      `the content does not match its digest`,
    ],
  ])('is not made where one of them %s', async (_what, change, message) => {
    await change(join(layout, blobPath(digestOf(layer))));

    const failure = await build().catch((error: unknown) => error);

    expect(failure).toMatchObject({ name: 'Failure', message: expect.stringContaining(message) });
    expect((failure as Error).message).toContain(image);
    expect(await readdir(join(directory, 'out'))).toEqual([]);
  });

  it('is not made where one of them becomes shorter while it is read', async () => {
    const path = join(layout, blobPath(digestOf(layer)));
    const progress = { onBytes: (done: number) => (done > 1024 * 1024 ? truncateSync(path, 100) : undefined) };

    await expect(build({ progress })).rejects.toThrow('its file has become shorter while it was read');

    expect(await readdir(join(directory, 'out'))).toEqual([]);
  });

  it('is let go in the middle of one when the person has had enough', async () => {
    const enough = new AbortController();
    const progress = {
      onBytes: (done: number) => (done > 1024 * 1024 ? enough.abort(new Error('enough')) : undefined),
    };

    await expect(build({ progress, signal: enough.signal })).rejects.toThrow('enough');

    expect(await readdir(join(directory, 'out'))).toEqual([]);
  });
});
