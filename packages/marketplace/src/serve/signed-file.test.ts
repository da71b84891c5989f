import { describe, expect, it } from 'vitest';
import { signedFile } from './signed-file.ts';

const digest = '0123456789abcdef'.repeat(4);

describe('a provenance file', () => {
  it.each([
    ['as Helm writes it', `name: web\n\n...\nfiles:\n  web-1.0.0.tgz: sha256:${digest}\n-----BEGIN PGP SIGNATURE-----`],
    ['with line breaks of Windows', `...\r\nfiles:\r\n  web-1.0.0.tgz: sha256:${digest}\r\n-----BEGIN`],
    ['with a quoted name', `files:\n  "web-1.0.0.tgz": sha256:${digest}\n`],
  ])('says which chart it speaks for, %s', (_how, text) => {
    expect(signedFile(Buffer.from(text))).toEqual({ file: 'web-1.0.0.tgz', digest });
  });

  it('is refused at once, whatever it is made of', () => {
    const blank = Buffer.from(`files:${'\n'.repeat(100_000)}x`);

    expect(() => signedFile(blank)).toThrow('the body is no provenance file');
  });
});
