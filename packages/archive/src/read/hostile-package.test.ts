import { execFileSync } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { mkdtemp, open, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Failure } from '@violet/machinery';
import { digestOf } from '@violet/oci';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildPackage } from '../build/build-package.ts';
import type { BlobEntry } from '../format/package-layout.ts';
import { blockSize } from '../format/stored-blocks.ts';
import { blobEntry, type PackageParts, partsOf, storedFile, tarEntry, tarOfParts } from '../testing/package-parts.ts';
import { aPlugin } from '../testing.ts';
import { checkContents } from '../verify/check-contents.ts';
import { openKeyring } from '../verify/keyring.ts';
import { verifyPackage } from '../verify/verify-package.ts';
import { imageContents } from './image-contents.ts';
import { namedImages } from './named-images.ts';
import { openPackage } from './package-file.ts';

let directory: string;
let path: string;
let parts: PackageParts;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'violet-hostile-'));
  path = join(directory, 'demo.tgz');
  await buildPackage({ ...(await aPlugin('demo', 'v1.0.0', { big: Buffer.alloc(3 * blockSize, 'x') })), output: path });
  parts = partsOf(await readFile(path));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

/** In its own form, and as another gzip would write it. */
const forms: readonly (readonly [string, (tar: Buffer) => Buffer])[] = [
  ['in its own form', storedFile],
  ['written by another gzip', (tar) => gzipSync(tar, { level: 1 })],
];

/** What `violet verify` makes of these bytes, and what `violet push` does before it sends anything. */
async function refusalsOf(bytes: Uint8Array): Promise<unknown[]> {
  await writeFile(path, bytes);
  return Promise.all(
    [checkContents(path), plan()].map((deed) =>
      deed.then(
        () => undefined,
        (error: unknown) => error,
      ),
    ),
  );
}

async function plan(): Promise<void> {
  const file = await openPackage(path);
  try {
    for (const image of (await namedImages(file)).images) await imageContents(file, image);
    for (const digest of file.digests()) await file.verifyBlob(digest);
  } finally {
    await file.close();
  }
}

async function expectRefused(bytes: Uint8Array, why: RegExp): Promise<void> {
  for (const refusal of await refusalsOf(bytes)) {
    expect(refusal).toBeInstanceOf(Failure);
    expect((refusal as Failure).message).toMatch(why);
    expect((refusal as Failure).message.length).toBeLessThan(2000);
  }
}

describe('a package that was put together again', () => {
  it.each(forms)('is sound where nothing about it is wrong: %s', async (_form, write) => {
    expect(await refusalsOf(write(tarOfParts(parts)))).toEqual([undefined, undefined]);
  });
});

describe('a list of blobs that lies', () => {
  const first = (blobs: BlobEntry[], change: object) => [{ ...blobs[0], ...change }, ...blobs.slice(1)];

  it.each<[string, (blobs: BlobEntry[]) => unknown, RegExp]>([
    [
      'about a place, one file too far',
      (blobs) => first(blobs, { offset: blobs[1]?.offset }),
      /where it is not|another entry/,
    ],
    [
      'about the place of a layer',
      (blobs) => [...blobs.slice(0, -1), { ...blobs.at(-1), offset: (blobs.at(-1)?.offset ?? 0) - 1024 }],
      /where it is not/,
    ],
    [
      'about a place, in the middle of a blob',
      (blobs) => first(blobs, { offset: (blobs[0]?.offset ?? 0) + 512 }),
      /where it is not/,
    ],
    ['about a place, in front of the first blob', (blobs) => first(blobs, { offset: 0 }), /outside of the package/],
    ['about a place, behind the end', (blobs) => first(blobs, { offset: 2 ** 40 }), /outside of the package/],
    ['about a place, before the beginning', (blobs) => first(blobs, { offset: -512 }), /an entry that is none/],
    [
      'about a place, between two blocks',
      (blobs) => first(blobs, { offset: (blobs[0]?.offset ?? 0) + 1 }),
      /an entry that is none/,
    ],
    ['about a place beyond all numbers', (blobs) => first(blobs, { offset: 1e300 }), /an entry that is none/],
    [
      'about a size, one byte more',
      (blobs) => first(blobs, { size: (blobs[0]?.size ?? 0) + 1 }),
      /where it is not|another entry/,
    ],
    ['about a size, negative', (blobs) => first(blobs, { size: -1 }), /an entry that is none/],
    ['about a size, as long as a disk', (blobs) => first(blobs, { size: 2 ** 50 }), /outside of the package/],
    ['about a size that is a text', (blobs) => first(blobs, { size: '1' }), /an entry that is none/],
    [
      'about a digest',
      (blobs) => first(blobs, { digest: `sha256:${'0'.repeat(64)}` }),
      /missing in the package|another entry/,
    ],
    [
      'about a digest that is a path',
      (blobs) => first(blobs, { digest: 'sha256:../../../etc/passwd' }),
      /an entry that is none/,
    ],
    [
      'about a digest of an algorithm that nobody knows',
      (blobs) => first(blobs, { digest: `md5:${'0'.repeat(32)}` }),
      /an entry that is none/,
    ],
    ['by naming one twice', (blobs) => [...blobs, blobs[0]], /twice/],
    ['by leaving one out', (blobs) => blobs.slice(1), /missing in the package|where it is not/],
    ['by being no list', () => ({}), /is not a list/],
    ['by being no JSON', () => '[{', /is not JSON/],
    ['by being deep', () => '['.repeat(4000) + ']'.repeat(4000), /an entry that is none/],
    ['by numbers that are none', () => '[{"digest":NaN}]', /is not JSON/],
    ['by a name of the language', () => '[{"__proto__":{"digest":"x"}}]', /an entry that is none/],
  ])('is refused, by push and verify: %s', async (_what, list, why) => {
    await expectRefused(storedFile(tarOfParts(parts, list)), why);
  });

  it('about the order of blobs is refused by verify', async () => {
    const [refusal] = await refusalsOf(storedFile(tarOfParts(parts, (blobs) => blobs.toReversed())));

    expect((refusal as Failure).message).toMatch(/another entry is in its place|where it is not/);
  });

  it('about places of the right order is refused by verify, as push would', async () => {
    const gap = blobEntry('unseen');
    const [head] = parts.blobs;
    const end = parts.content.subarray(0, 512 + Math.ceil((head?.size ?? 0) / 512) * 512).length;
    const content = Buffer.concat([parts.content.subarray(0, end), gap, parts.content.subarray(end)]);

    await expectRefused(storedFile(tarOfParts({ ...parts, content })), /another entry is in its place|where it is not/);
  });
});

describe('names and versions in a manifest (CVE-2026-40090, CVE-2026-35204)', () => {
  const withField = (field: string, value: string): PackageParts => ({
    ...parts,
    manifest: parts.manifest.replace(new RegExp(`^( *${field}: ).*$`, 'm'), `$1${value}`),
  });

  it.each([
    ['name', '../../etc/x'],
    ['name', 'a/b'],
    ['name', '"a\\\\b"'],
    ['name', '"a\\0b"'],
    ['name', '"\\e[2J"'],
    ['name', '.'],
    ['name', '..'],
    ['name', '""'],
    ['name', 'C:x'],
    ['name', 'x'.repeat(254)],
    ['name', '[a]'],
    ['version', 'v1.0.0/../../x'],
    ['version', '..'],
    ['version', '"v1.0.0\\0"'],
    ['version', '"v1.0.0 v2"'],
    ['version', `v1.${'0'.repeat(130)}`],
    ['version', '1.0'],
    ['displayName', '"\\e]0;owned\\a"'],
    ['displayName', 'x'.repeat(600)],
    ['artifact', '../../x'],
    ['artifact', 'registry.example.com/../x:v1'],
  ])('are refused: %s %j', async (field, value) => {
    for (const [, write] of forms) await expectRefused(write(tarOfParts(withField(field, value))), new RegExp(field));
  });
});

describe('a manifest without end (CVE-2025-32387, CVE-2025-55199, CVE-2022-23526, CVE-2022-36055)', () => {
  const laughs = Array.from(
    { length: 12 },
    (_, n) =>
      `a${n}: &a${n} [${Array(9)
        .fill(n === 0 ? 'x' : `*a${n - 1}`)
        .join(', ')}]`,
  );

  it.each([
    ['lists in lists', `spec: ${'['.repeat(1_000)}${']'.repeat(1_000)}\n`],
    ['lists that never end', '['.repeat(1_000)],
    ['mappings in mappings', `spec: ${'{a: '.repeat(1_000)}x${'}'.repeat(1_000)}\n`],
    ['aliases of aliases', `${laughs.join('\n')}\n`],
    ['an alias of itself', 'spec: &a [*a]\n'],
    ['a text that is too long', `x: "${'x'.repeat(2 * 1024 * 1024)}"\n`],
    [
      'a list of too many images',
      (manifest: string) =>
        manifest.replace(
          /relatedImages:[\s\S]*?\n(?=\S| {2}\S)/,
          `relatedImages: [${Array(10_001).fill('a/b:c').join(',')}]\n`,
        ),
    ],
    ['other documents behind it', (manifest: string) => `${manifest}\n---\n${manifest}`],
  ])('is refused: %s', async (_what, text) => {
    const manifest = typeof text === 'string' ? text + parts.manifest : text(parts.manifest);
    for (const [, write] of forms) await expectRefused(write(tarOfParts({ ...parts, manifest })), /manifest\.yaml/);
  });
});

describe('an index that lies', () => {
  const changed = (change: (index: { manifests: Record<string, unknown>[] }) => unknown): PackageParts => ({
    ...parts,
    index: JSON.stringify(change(JSON.parse(parts.index))),
  });

  it.each<[string, () => PackageParts, RegExp]>([
    ['that is no JSON', () => ({ ...parts, index: '{' }), /index\.json/],
    [
      'that is deep',
      () => ({ ...parts, index: `{"manifests":${'['.repeat(90_000)}${']'.repeat(90_000)}}` }),
      /index\.json/,
    ],
    [
      'whose images have no names',
      () =>
        changed(({ manifests }) => ({
          schemaVersion: 2,
          manifests: manifests.map(({ annotations, ...rest }) => rest),
        })),
      /has no name/,
    ],
    [
      'whose names lead out',
      () =>
        changed((index) => ({
          ...index,
          manifests: index.manifests.map((one) => ({
            ...one,
            annotations: { 'org.opencontainers.image.ref.name': '../../x' },
          })),
        })),
      /reference/,
    ],
    [
      'whose digests are paths',
      () =>
        changed((index) => ({ ...index, manifests: index.manifests.map((one) => ({ ...one, digest: '../../x' })) })),
      /digest/,
    ],
    [
      'whose images are not there',
      () =>
        changed((index) => ({
          ...index,
          manifests: index.manifests.map((one) => ({ ...one, digest: `sha256:${'0'.repeat(64)}` })),
        })),
      /missing in the package/,
    ],
    [
      'that names an image that the manifest does not',
      () => ({ ...parts, index: parts.index.replaceAll('acp/big', 'acp/other') }),
      /does not name/,
    ],
    [
      'without an image that the manifest names',
      () => changed((index) => ({ ...index, manifests: index.manifests.slice(0, -1) })),
      /which is not in the package/,
    ],
    [
      'of a layout of another version',
      () => ({ ...parts, marker: '{"imageLayoutVersion":"2.0.0"}' }),
      /layout version/,
    ],
  ])('is refused: one %s', async (_what, lying, why) => {
    for (const [, write] of forms) await expectRefused(write(tarOfParts(lying())), why);
  });
});

describe('what is in the file, and belongs to nothing', () => {
  it.each<[string, () => Buffer, RegExp]>([
    ['a blob that no image asks for', () => blobEntry('unasked'), /no image of it asks for it/],
    ['a file', () => tarEntry('README.md', 'x'), /does not belong to a package/],
  ])('is refused by verify: %s', async (_what, entry, foreignWhy) => {
    const content = Buffer.concat([parts.content, entry()]);

    const [own] = await refusalsOf(storedFile(tarOfParts({ ...parts, content })));
    const [foreign] = await refusalsOf(gzipSync(tarOfParts({ ...parts, content }), { level: 1 }));

    expect((own as Failure).message).toMatch(/there is more behind its last entry/);
    expect((foreign as Failure).message).toMatch(foreignWhy);
  });

  it('is refused by verify where gzip says that its content is another', async () => {
    const bytes = storedFile(tarOfParts(parts));
    bytes.writeUInt32LE(0, bytes.length - 8);

    const [refusal] = await refusalsOf(bytes);

    expect((refusal as Failure).message).toMatch(/damaged at byte/);
  });
});

describe('a package that is cut', () => {
  const places = (length: number) => ({
    'in front of everything': 0,
    'in the header of gzip': 5,
    'in the header of the first block': 12,
    'in the header of the first file': 100,
    'in the manifest': 600,
    'in the middle': Math.floor(length / 2),
    'at the end of a block': 10 + 5 + blockSize,
    'in the header of a block': 10 + 5 + blockSize + 2,
    'in front of the end of the tar': length - 8 - 1024,
    'in the end of the tar': length - 8 - 512,
    'in front of the trailer': length - 8,
    'in the trailer': length - 4,
    'by one byte': length - 1,
  });

  it.each(Object.keys(places(0)))('is refused, whoever has written it: %s', async (where) => {
    for (const [, write] of forms) {
      const bytes = write(tarOfParts(parts));
      const at = places(bytes.length)[where as keyof ReturnType<typeof places>];
      if (at >= bytes.length) continue;
      await expectRefused(bytes.subarray(0, at), /truncated|not a package|damaged/);
    }
  });
});

describe('what is no file', () => {
  it.skipIf(process.platform === 'win32').each([
    ['a directory', 'mkdir'],
    ['a pipe that nobody writes to', 'mkfifo'],
  ])('is refused at once: %s', async (_what, make) => {
    const odd = join(directory, make);
    execFileSync(make, [odd]);

    await expect(openPackage(odd)).rejects.toThrow('is not a package: it is no regular file');
    const { failure } = await verifyPackage(odd, { keyring: () => openKeyring(odd), now: new Date() });
    expect(failure?.message).toBe(`${odd} is not a package: it is no regular file`);
  });
});

describe('a file that changes while it is read', () => {
  it.each(forms)('is refused when it becomes shorter: %s', async (_form, write) => {
    const bytes = write(tarOfParts(parts));
    await writeFile(path, bytes);
    const file = await openPackage(path);

    await truncate(path, Math.floor(bytes.length / 2));

    await expect(file.verifyAll()).rejects.toBeInstanceOf(Failure);
    await file.close();
  });

  it.each(forms)('is refused when a blob becomes another: %s', async (_form, write) => {
    await writeFile(path, write(tarOfParts(parts)));
    const file = await openPackage(path);
    const other = Buffer.from(parts.content);
    other.fill('y', other.length - 100_000, other.length - 90_000);
    const bytes = write(tarOfParts({ ...parts, content: other }));

    const handle = await open(path, 'r+');
    await handle.write(bytes, 0, bytes.length, 0);
    await handle.close();

    await expect(file.verifyAll()).rejects.toBeInstanceOf(Failure);
    await file.close();
  });

  it.each(forms)('is what it was when another takes its name: %s', async (_form, write) => {
    await writeFile(path, write(tarOfParts(parts)));
    const file = await openPackage(path);

    await rm(path);
    await writeFile(path, 'something else');

    for (const digest of file.digests()) await file.verifyBlob(digest);
    await file.verifyAll();
    await file.close();
  });

  it('fails its verification when it grows meanwhile', async () => {
    const bytes = storedFile(tarOfParts(parts));
    await writeFile(path, bytes);
    await writeFile(`${path}.sha256`, digestOf(bytes).slice('sha256:'.length));
    const onProgress = () => appendFileSync(path, 'x');

    const { failure } = await verifyPackage(path, { keyring: () => openKeyring(path), now: new Date(), onProgress });

    expect(failure?.message).toMatch(/has changed while it was read|does not match its checksum|damaged/);
    await rm(`${path}.sha256`);
  });
});
