import { open } from 'node:fs/promises';
import type { DigestAlgorithm } from '@violet/oci';
import type { Companions } from './companions.ts';

/** A file beside a package that says something about it, and of what kind that is. Nothing of it has been checked. */
export type VerificationFile =
  | { path: string; kind: 'gpg'; form: SignatureForm }
  | { path: string; kind: 'checksum'; algorithm: DigestAlgorithm };

/** `unknown` is none that `violet verify` would take. */
type SignatureForm = 'armored' | 'binary' | 'unknown';

const armor = '-----BEGIN PGP SIGNATURE-----';

export async function verificationFiles({ signatures, checksums }: Companions): Promise<VerificationFile[]> {
  const files: VerificationFile[] = [];
  for (const path of signatures) files.push({ path, kind: 'gpg', form: await formOf(path) });
  for (const { path, algorithm } of checksums) files.push({ path, kind: 'checksum', algorithm });
  return files;
}

async function formOf(path: string): Promise<SignatureForm> {
  const beginning = await beginningOf(path, 256);
  if (beginning.toString('latin1').trimStart().startsWith(armor)) return 'armored';
  // Every packet of OpenPGP begins with this bit (RFC 9580, section 4.2).
  return ((beginning[0] ?? 0) & 0x80) === 0 ? 'unknown' : 'binary';
}

/** Empty where it cannot be read. */
async function beginningOf(path: string, length: number): Promise<Buffer> {
  try {
    await using file = await open(path);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, 0);
    return buffer.subarray(0, bytesRead);
  } catch {
    return Buffer.alloc(0);
  }
}
