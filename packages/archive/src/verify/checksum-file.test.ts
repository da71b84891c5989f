import { createHash } from 'node:crypto';
import { isFailure } from '@violet/machinery';
import { describe, expect, it } from 'vitest';
import { parseChecksumFile } from './checksum-file.ts';

const hex = createHash('sha256').update('demo').digest('hex');
const other = createHash('sha256').update('other').digest('hex');
const of = (text: string | Uint8Array) =>
  parseChecksumFile(Buffer.from(text as string), { path: 'demo.tgz.sha256', name: 'demo.tgz', algorithm: 'sha256' });

/** What sha256sum (GNU coreutils 9.1) writes about files of these names. */
const ofStrangeNames: [string, string][] = [
  ['demo\nx.tgz', `\\${hex}  demo\\nx.tgz\n`],
  ['demo\\x.tgz', `\\${hex}  out/demo\\\\x.tgz\n`],
  ['demo\\nx.tgz', `\\${hex} *demo\\\\nx.tgz\n`],
  ['demo\rx.tgz', `\\SHA256 (demo\\rx.tgz) = ${hex}\n`],
];

describe('a checksum file', () => {
  it.each(ofStrangeNames)('is read as sha256sum writes it for a file named %j', (name, text) => {
    const read = parseChecksumFile(Buffer.from(text), { path: 'demo.sha256', name, algorithm: 'sha256' });

    expect(read.hex).toBe(hex);
  });

  it.each<[string, string | Buffer]>([
    ['the checksum alone', `${hex}\n`],
    ['the checksum alone, in upper case and with spaces', `  ${hex.toUpperCase()} \r\n`],
    ['the checksum alone, behind a byte order mark', `\uFEFF${hex}`],
    ['Out-File of PowerShell 5', Buffer.from(`\uFEFF${hex.toUpperCase()}\r\n`, 'utf16le')],
    ['a system of the other byte order', Buffer.from(`\uFEFF${hex}  demo.tgz\n`, 'utf16le').swap16()],
    ['sha256sum', `${hex}  demo.tgz\n`],
    ['sha256sum, in binary mode', `${hex} *demo.tgz\n`],
    ['sha256sum of another directory', `${hex}  ./out/demo.tgz\n`],
    ['openssl dgst', `SHA256(demo.tgz)= ${hex}\n`],
    ['newer openssl dgst', `SHA2-256(demo.tgz)= ${hex}\n`],
    ['BSD', `SHA256 (demo.tgz) = ${hex}\n`],
    ['several files', `${other}  another.tgz\n${hex}  demo.tgz\n`],
    ['several algorithms', `SHA512 (demo.tgz) = ${'0'.repeat(128)}\nSHA256 (demo.tgz) = ${hex}\n`],
    ['the same line twice', `${hex}  demo.tgz\n${hex}  demo.tgz\n`],
  ])('is read as written by or for: %s', (_what, text) => {
    expect(of(text)).toEqual({ path: 'demo.tgz.sha256', algorithm: 'sha256', hex });
  });

  it.each([
    ['nothing', '', /names no sha256 checksum of demo\.tgz/],
    ['prose', 'see the web page', /names no sha256 checksum/],
    ['another file', `${hex}  another.tgz\n`, /names no sha256 checksum of demo\.tgz/],
    ['two different checksums', `${hex}  demo.tgz\n${other}  demo.tgz\n`, /names no sha256 checksum/],
    ['two checksums without names', `${hex}\n${other}\n`, /names no sha256 checksum/],
    ['too few digits', hex.slice(1), /64 hexadecimal digits, this one has 63/],
    ['another algorithm', `SHA512 (demo.tgz) = ${'0'.repeat(128)}`, /names no sha256 checksum/],
  ])('is refused where it holds: %s', (_what, text, message) => {
    expect(() => of(text)).toThrow(message);
    try {
      of(text);
    } catch (error) {
      expect(isFailure(error) && error.reason).toBe('NoChecksum');
    }
  });
});
