import { lstat } from 'node:fs/promises';
import type { DigestAlgorithm } from '@violet/oci';

/** What lies beside a package to verify it by. */
export interface Companions {
  signatures: string[];
  checksums: { path: string; algorithm: DigestAlgorithm }[];
}

const checksumEndings: readonly (readonly [string, DigestAlgorithm])[] = [
  ['.sha256', 'sha256'],
  ['.sha256sum', 'sha256'],
  ['.sha512', 'sha512'],
  ['.sha512sum', 'sha512'],
];

/** `demo.tgz.sig` and `demo.sig` both belong to `demo.tgz`. */
export async function findCompanions(path: string): Promise<Companions> {
  const stems = path.endsWith('.tgz') ? [path, path.slice(0, -'.tgz'.length)] : [path];
  const companions: Companions = { signatures: [], checksums: [] };
  for (const stem of stems) {
    if (await isThere(`${stem}.sig`)) companions.signatures.push(`${stem}.sig`);
    for (const [ending, algorithm] of checksumEndings) {
      if (await isThere(stem + ending)) companions.checksums.push({ path: stem + ending, algorithm });
    }
  }
  return companions;
}

/** Also where it cannot be read: a package with a signature that leads nowhere is not one without. */
async function isThere(path: string): Promise<boolean> {
  return (await lstat(path).catch(() => undefined)) !== undefined;
}
