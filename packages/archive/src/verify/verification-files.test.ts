import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findCompanions } from './companions.ts';
import { verificationFiles } from './verification-files.ts';

let path: string;
beforeEach(async () => {
  path = join(await mkdtemp(join(tmpdir(), 'violet-beside-')), 'demo.tgz');
});
afterEach(() => rm(join(path, '..'), { recursive: true, force: true }));

const found = async () => verificationFiles(await findCompanions(path));

describe('what lies beside a package', () => {
  it.each<[string, string, string | Buffer]>([
    ['armored', 'a signature in letters', '-----BEGIN PGP SIGNATURE-----\n\niQ==\n-----END PGP SIGNATURE-----\n'],
    ['armored', 'one behind an empty line', '\r\n-----BEGIN PGP SIGNATURE-----\n'],
    ['binary', 'a signature packet of the old format', Buffer.from([0x89, 0x02, 0x33])],
    ['binary', 'a signature packet of the new format', Buffer.from([0xc2, 0xc0, 0x73])],
    ['unknown', 'nothing', ''],
    ['unknown', 'a page of HTML', '<html>'],
    ['unknown', 'a message in letters', '-----BEGIN PGP MESSAGE-----\n'],
  ])('is called %s where it is %s', async (form, _what, content) => {
    await writeFile(`${path}.sig`, content);

    expect(await found()).toEqual([{ path: `${path}.sig`, kind: 'gpg', form }]);
  });

  it('is told by its kind, signatures first', async () => {
    for (const ending of ['.sha512', '.sha256', '.sig']) await writeFile(path + ending, Buffer.from([0x89]));

    expect(await found()).toEqual([
      { path: `${path}.sig`, kind: 'gpg', form: 'binary' },
      { path: `${path}.sha256`, kind: 'checksum', algorithm: 'sha256' },
      { path: `${path}.sha512`, kind: 'checksum', algorithm: 'sha512' },
    ]);
  });

  it('is nothing where nothing is', async () => {
    expect(await found()).toEqual([]);
  });
});
