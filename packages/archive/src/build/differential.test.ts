import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { digestOf } from '@violet/oci';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openPackage, type PackageFile } from '../read/package-file.ts';
import { aPlugin, exampleRegistry, tarOf } from '../testing.ts';
import { verifyPackage } from '../verify/verify-package.ts';
import { buildPackage } from './build-package.ts';

let directory: string;
let system: Buffer;
let open: PackageFile[];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'violet-differential-'));
  system = await tarOf({ 'lib/system': 'the same for all images, and large'.repeat(10_000) });
  open = [];
});
afterEach(async () => {
  for (const file of open) await file.close();
  await rm(directory, { recursive: true, force: true });
});

/** A package of a plugin whose image has a layer of its own and the system's; `bases` by their paths. */
async function packed(name: string, version: string, ...bases: string[]): Promise<string> {
  const { manifest, source } = await aPlugin(name, version);
  const own = await tarOf({ 'bin/server': `the server of ${name} ${version}` });
  const image = `${exampleRegistry}/acp/${name}-server:${version}`;
  source.addImage(image, [system, own], { os: 'linux', architecture: 'amd64' });
  manifest.spec.relatedImages.push({ image, isThirdParty: true });
  const output = join(directory, `${name}-${version}${bases.length === 0 ? '' : '-differential'}.tgz`);
  await buildPackage({ manifest, source, output, bases: await Promise.all(bases.map(opened)) });
  return output;
}

async function opened(path: string): Promise<PackageFile> {
  const file = await openPackage(path);
  open.push(file);
  return file;
}

describe('a differential package', () => {
  it('holds only layers that its base does not have, and names where those are', async () => {
    const base = await packed('demo', 'v1.0.0');
    const full = await packed('demo', 'v1.1.0');

    const path = await packed('demo', 'v1.1.0', base);

    const file = await opened(path);
    expect([...file.lacking.values()]).toEqual([
      {
        digest: digestOf(system),
        size: system.length,
        base: {
          name: 'demo',
          version: 'v1.0.0',
          image: `${exampleRegistry}/acp/demo-server:v1.0.0`,
          isThirdParty: true,
        },
      },
    ]);
    const all = [...(await opened(full)).digests()];
    expect([...file.digests()].sort()).toEqual(all.filter((digest) => digest !== digestOf(system)).sort());
    expect((await stat(path)).size).toBeLessThan((await stat(full)).size - system.length / 2);
  });

  it('is sound: nothing is missing but what its base is named for', async () => {
    const path = await packed('demo', 'v1.1.0', await packed('demo', 'v1.0.0'));

    const { failure } = await verifyPackage(path, { keyring: () => Promise.reject(new Error()), now: new Date(0) });

    expect(failure).toBeUndefined();
  });

  it('may be the base of another one, which then asks for it alone', async () => {
    const first = await packed('demo', 'v1.0.0');
    const second = await packed('demo', 'v1.1.0', first);

    const third = await opened(await packed('demo', 'v1.2.0', second));

    expect([...third.lacking.values()].map(({ base }) => base.version)).toEqual(['v1.1.0']);
  });

  it('gives the same bytes in whichever order its bases are named', async () => {
    const bases = [await packed('other', 'v1.0.0'), await packed('demo', 'v1.0.0')];

    const one = await readFile(await packed('demo', 'v1.1.0', ...bases));
    const two = await readFile(await packed('demo', 'v1.1.0', ...bases.toReversed()));

    expect(one.equals(two)).toBe(true);
  });

  it('is a whole one where the bases have none of its layers', async () => {
    const { manifest, source } = await aPlugin('demo', 'v1.1.0');
    const output = join(directory, 'demo.tgz');

    const built = await buildPackage({ manifest, source, output, bases: [await opened(await packed('x', 'v1.0.0'))] });

    expect(built.lacking).toEqual([]);
    await buildPackage({ manifest, source, output: `${output}.whole` });
    expect((await readFile(output)).equals(await readFile(`${output}.whole`))).toBe(true);
  });

  it('cannot be its own base', async () => {
    const path = await packed('demo', 'v1.0.0');

    await expect(packed('demo', 'v1.0.0', path)).rejects.toThrow(
      `${path} is demo v1.0.0 itself: a package cannot be its own base`,
    );
  });
});

describe('a package that leaves more to its base than it says', () => {
  it.each<[string, (list: string) => string, string]>([
    ['a layer that is in neither', (list) => list.replace(/,\n +\{[^\n]*"base"[^\n]*\n/, '\n'), 'is missing'],
    ['a base without version', (list) => list.replace('"version":"v1.0.0"', '"version":"v1 0 0"'), 'that is none'],
    ['another size', (list) => list.replace(/"size":(\d)(\d+),"base"/, '"size":1$2,"base"'), 'its manifest says'],
  ])('is refused: %s', async (_what, change, message) => {
    const path = await packed('demo', 'v1.1.0', await packed('demo', 'v1.0.0'));
    await changeBlobList(path, change);

    const { failure } = await verifyPackage(path, { keyring: () => Promise.reject(new Error()), now: new Date(0) });

    expect(failure?.message).toContain(message);
  });

  /** Written again by tar, so that only `blobs.json` differs. */
  async function changeBlobList(path: string, change: (list: string) => string): Promise<void> {
    const unpacked = await mkdtemp(join(directory, 'unpacked-'));
    execFileSync('tar', ['xzf', path], { cwd: unpacked });
    const list = join(unpacked, 'blobs.json');
    const before = await readFile(list, 'utf8');
    const after = change(before);
    expect(after).not.toBe(before);
    await writeFile(list, after);
    execFileSync('tar', ['czf', path, 'manifest.yaml', 'blobs.json', 'oci-layout', 'index.json', 'blobs'], {
      cwd: unpacked,
    });
  }
});
