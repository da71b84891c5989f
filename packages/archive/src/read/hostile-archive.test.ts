import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { Failure } from '@violet/machinery';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildPackage } from '../build/build-package.ts';
import { longNameEntry, paxEntry, type RawEntry, rawEntry, rawTar } from '../testing/raw-tar.ts';
import { aPlugin, chartArchive } from '../testing.ts';
import { checkContents } from '../verify/check-contents.ts';
import { openPackage } from './package-file.ts';

let outside: string;
let path: string;
/** The entries of a sound package, without the end of its tar. */
let sound: Buffer;
const end = Buffer.alloc(1024);

beforeAll(async () => {
  outside = await mkdtemp(join(tmpdir(), 'violet-hostile-'));
  await mkdir(join(outside, 'inside'));
  path = join(outside, 'inside', 'demo.tgz');
  await buildPackage({ ...(await aPlugin('demo', 'v1.0.0')), output: path });
  sound = gunzipSync(await readFile(path)).subarray(0, -end.length);
});
afterAll(() => rm(outside, { recursive: true, force: true }));

const quickly = { level: 1 };

async function writeTar(tar: Uint8Array): Promise<void> {
  await writeFile(path, gzipSync(tar, quickly));
}

function failureOf(deed: Promise<unknown>): Promise<unknown> {
  return deed.then(
    () => undefined,
    (error: unknown) => error,
  );
}

/** Opened and checked through; nothing may come to be beside it. */
async function refusals(): Promise<unknown[]> {
  const opened = await failureOf(openPackage(path).then((file) => file.close()));
  const checked = await failureOf(checkContents(path));
  expect(await readdir(outside, { recursive: true })).toEqual(['inside', join('inside', 'demo.tgz')]);
  return [opened, checked];
}

/** A sound package with these entries in front of its own, and with them behind. */
async function expectRefused(entries: readonly RawEntry[], why: RegExp): Promise<void> {
  const hostile = rawTar(entries).subarray(0, -end.length);
  for (const parts of [
    [hostile, sound, end],
    [sound, hostile, end],
  ]) {
    await writeTar(Buffer.concat(parts));
    for (const refusal of await refusals()) {
      expect(refusal).toBeInstanceOf(Failure);
      expect((refusal as Failure).code).toBe('Invalid');
      expect((refusal as Failure).message).toMatch(why);
    }
  }
}

describe('the package that the others are made of', () => {
  it('is sound', async () => {
    await writeTar(Buffer.concat([sound, end]));

    expect(await refusals()).toEqual([undefined, undefined]);
  });
});

const isNoFile = /is no regular file: a package has no /;

describe('links in a package (CVE-2026-29064, CVE-2021-21272, CVE-2026-50162, CVE-2026-50163, CVE-2018-1002207)', () => {
  it.each<[string, RawEntry[]]>([
    ['a link out of the directory', [{ name: 'x', type: '2', target: '../../x' }]],
    ['a link to an absolute path', [{ name: 'x', type: '2', target: '/etc/passwd' }]],
    [
      'a chain of links',
      [
        { name: 'x', type: '2', target: 'y' },
        { name: 'y', type: '2', target: '..' },
      ],
    ],
    [
      'a link and a file through it',
      [
        { name: 'blobs/up', type: '2', target: '../..' },
        { name: 'blobs/up/x', content: 'x' },
      ],
    ],
    ['a hard link out of the directory', [{ name: 'x', type: '1', target: '../x' }]],
    [
      'a hard link to a link',
      [
        { name: 'x', type: '2', target: '/etc/passwd' },
        { name: 'y', type: '1', target: 'x' },
      ],
    ],
    ['a hard link relative to a drive', [{ name: 'x', type: '1', target: 'C:../x' }]],
    [
      'a directory that becomes a link',
      [
        { name: 'blobs/sha256/', type: '5' },
        { name: 'blobs/sha256', type: '2', target: '../..' },
      ],
    ],
    ['a link whose target is a pax field', [paxEntry({ linkpath: '../../x' }), { name: 'x', type: '2' }]],
    ['a pipe', [{ name: 'x', type: '6' }]],
    ['a device', [{ name: 'x', type: '3' }]],
    ['an entry of a type that nobody knows', [{ name: 'x', type: 'Q' }]],
  ])('are refused: %s', async (_what, entries) => {
    await expectRefused(entries, isNoFile);
  });
});

const isStranger = /does not belong to a package/;

describe('names in a package (CVE-2021-21272, CVE-2018-1002207, CVE-2024-0406, CVE-2025-3445, CVE-2026-23745, CVE-2026-29786)', () => {
  it.each<[string, RawEntry[]]>([
    ['one that leads out', [{ name: '../../x', content: 'x' }]],
    ['one that leads out, and back', [{ name: '../inside/x', content: 'x' }]],
    ['one that leads out of the blobs', [{ name: `blobs/sha256/../../../${'a'.repeat(40)}`, content: 'x' }]],
    ['an absolute one', [{ name: '/etc/cron.d/x', content: 'x' }]],
    ['one with backslashes', [{ name: '..\\..\\x', content: 'x' }]],
    ['one with a drive', [{ name: 'C:\\x', content: 'x' }]],
    ['one relative to a drive', [{ name: 'C:x', content: 'x' }]],
    ['a stream of a file', [{ name: 'manifest.yaml:stream', content: 'x' }]],
    ['a device of Windows', [{ name: 'NUL', content: 'x' }]],
    ['none', [{ name: '', content: 'x' }]],
    ['a dot', [{ name: '.', content: 'x' }]],
    ['two dots', [{ name: '..', content: 'x' }]],
    ['one of 300 characters', [longNameEntry('x'.repeat(300)), { name: 'x', content: 'x' }]],
    ['one with a NUL, in a pax field', [paxEntry({ path: 'index.json\0.sh' }), { name: 'x', content: 'x' }]],
    ['one that leads out, in a pax field', [paxEntry({ path: '../../x' }), { name: 'x', content: 'x' }]],
    ['one that leads out, in a long name', [longNameEntry('../../x'), { name: 'x', content: 'x' }]],
    ['one with control characters', [{ name: '\x1b]0;owned\x07\x1b[2J', content: 'x' }]],
    ['one that is no UTF-8', [{ name: Uint8Array.of(0xff, 0xfe, 0x2f), content: 'x' }]],
    ['a directory that leads out', [{ name: '../../x/', type: '5' }]],
    ['one in other letters for a file system that does not tell them apart', [{ name: 'MANIFEST.YAML', content: 'x' }]],
    ['one that is equal in Unicode only', [{ name: 'manifest\u2024yaml', content: 'x' }]],
    ['one of two ways to write the same letters', [{ name: 'u\u0308ber', content: 'x' }]],
    ['a digest in upper case', [{ name: `blobs/sha256/${'A'.repeat(64)}`, content: 'x' }]],
    ['a package in the package', [{ name: 'inner.tgz', content: gzipSync('x') }]],
  ])('are refused: %s', async (_what, entries) => {
    await expectRefused(entries, isStranger);
  });

  it.each(['manifest.yaml', './manifest.yaml', 'index.json', 'oci-layout', 'blobs.json'])(
    'are refused where one comes twice: %s',
    async (name) => {
      await expectRefused([{ name, content: 'x' }], /is there twice/);
    },
  );

  it('are printed without what a terminal would obey', async () => {
    await writeTar(Buffer.concat([sound, rawTar([{ name: '\x1b[2J\x9b31m\u202e', content: 'x' }])]));

    for (const refusal of await refusals()) {
      expect((refusal as Failure).message).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]/);
    }
  });
});

describe('sizes in a package (CVE-2026-59874, CVE-2026-59875)', () => {
  const negative = Buffer.alloc(12, 0xff);
  const huge = Buffer.from([0x80, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]);
  const beyondNumbers = Buffer.concat([Buffer.of(0x80), Buffer.alloc(11, 0xff)]);

  it.each<[string, RawEntry[]]>([
    ['a negative one, in base 256', [{ name: 'x', size: negative }]],
    ['one of many exbibytes', [{ name: 'x', size: huge }]],
    ['one beyond all numbers', [{ name: 'x', size: beyondNumbers }]],
    [
      'one in base 256 of a strange kind',
      [{ name: 'x', size: Buffer.from([0xc0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]) }],
    ],
    ['one that is no number', [{ name: 'x', size: 'abcdefghijk\0' }]],
    ['a negative one, in octal', [{ name: 'x', size: '-0000000001\0' }]],
    ['a negative one, in a pax field', [paxEntry({ size: '-512' }), { name: 'x' }]],
    ['one that is no number, in a pax field', [paxEntry({ size: 'NaN' }), { name: 'x' }]],
    ['a huge one, in a pax field', [paxEntry({ size: '1e300' }), { name: 'x', content: 'x' }]],
    ['one of a directory', [{ name: 'x/', type: '5', content: 'x' }]],
    ['a huge one of a long name', [{ ...longNameEntry('x'), size: huge }]],
    ['a huge one of pax fields', [{ ...paxEntry({ path: 'x' }), size: '37777777777\0' }]],
    ['a negative one of pax fields', [{ ...paxEntry({ path: 'x' }), size: negative }]],
  ])('are refused: %s', async (_what, entries) => {
    await expectRefused(entries, /damaged|truncated|does not belong/);
  });

  it.each([
    ['a length that is negative', '-20 path=aaaaaaaaaaaaaaaaaaa\n'],
    ['a length beyond its end', '999999999 path=x\n'],
    ['a length of nothing', '0 path=x\n'],
    ['no length', 'path=x\n'],
    ['a name of the language', '20 __proto__=polluted\n'],
  ])('never make reading of pax fields endless: %s', async (_what, content) => {
    await expectRefused(
      [
        { name: 'p', type: 'x', content },
        { name: 'x', content: 'x' },
      ],
      /damaged|does not belong/,
    );
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

describe('a small file that unfolds (CVE-2025-32386, CVE-2023-30551, CVE-2026-48702)', () => {
  /** More than anything may unfold to, however small the file. */
  const much = 68 * 1024 * 1024;
  const directory = rawEntry({ name: 'blobs/', type: '5' });

  it.each([
    ['a blob of zeros', () => rawEntry({ name: `blobs/sha256/${'0'.repeat(64)}`, content: Buffer.alloc(much) })],
    ['directories without end', () => Buffer.alloc(much, directory)],
  ])('to a thousand times its size is refused before memory knows of it: %s', async (_what, entries) => {
    await writeTar(Buffer.concat([sound, entries(), end]));

    await expect(openPackage(path)).rejects.toThrow(/unfolds to more than 100 times its size/);
  });
});

describe('a plain chart (CVE-2026-35206, CVE-2024-25620, CVE-2019-1000008, CVE-2025-53547)', () => {
  const chart = (name: string, version: string) => `apiVersion: v2\nname: ${name}\nversion: ${version}\n`;

  it.each([
    ['two dots', '..', '1.0.0'],
    ['a dot', '.', '1.0.0'],
    ['nothing', '""', '1.0.0'],
    ['a path', '"../../etc/x"', '1.0.0'],
    ['a slash', '"a/b"', '1.0.0'],
    ['a backslash', '"a\\\\b"', '1.0.0'],
    ['what terminals obey', '"a\\e[2J"', '1.0.0'],
    ['300 characters', 'x'.repeat(300), '1.0.0'],
    ['its own name, the version with a path', 'demo', '1.0.0/../../x'],
    ['its own name, the version a path', 'demo', '"../x"'],
    ['its own name, the version with a NUL', 'demo', '"1.0.0\\0"'],
    ['its own name, the version a word', 'demo', 'latest'],
  ])('is refused where its name is %s', async (_what, name, version) => {
    await writeFile(path, await chartArchive('demo', { 'Chart.yaml': chart(name, version) }));

    for (const refusal of await refusals()) expect(refusal).toMatchObject({ code: 'Invalid', reason: 'NotAPackage' });
  });

  it('has no control characters in its name, whatever Chart.yaml says', async () => {
    await writeFile(path, await chartArchive('demo', { 'Chart.yaml': chart('"a\\0b"', '1.0.0') }));

    const file = await openPackage(path);

    expect(file.manifest.metadata.name).toBe('ab');
    await file.close();
  });

  it.each<[string, RawEntry]>([
    ['Chart.lock', { name: 'demo/Chart.lock', type: '2', target: '/etc/passwd' }],
    ['values.yaml', { name: 'demo/values.yaml', type: '2', target: '../../../x' }],
    ['a template', { name: 'demo/templates/x.yaml', type: '1', target: '../x' }],
  ])('whose %s is a link is refused', async (_what, link) => {
    await writeTar(rawTar([{ name: 'demo/Chart.yaml', content: chart('demo', '1.0.0') }, link]));

    for (const refusal of await refusals()) expect((refusal as Failure).message).toMatch(isNoFile);
  });
});
