import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { SigningKey } from '../sign/signing-key.ts';
import type { CompanionFile } from '../write/companion-files.ts';
import type { FileHash } from '../write/file-digests.ts';

/**
 * What is written beside a package: its checksum, as `sha256sum` writes it, and its signature. A former signature stays where
 * the package is the same as before, else it goes.
 */
export async function companionsOf(
  path: string,
  digest: (hash: FileHash, suffix?: Uint8Array) => Promise<Uint8Array>,
  key: SigningKey | undefined,
): Promise<CompanionFile[]> {
  const checksum = `${path}.sha256`;
  const line = checksumLine(Buffer.from(await digest('sha256')).toString('hex'), basename(path));
  const files: CompanionFile[] = [{ path: checksum, content: line }];
  if (key !== undefined) files.push({ path: `${path}.sig`, content: await key.sign(digest) });
  else if ((await readFile(checksum, 'utf8').catch(() => '')) !== line) files.push({ path: `${path}.sig` });
  return files;
}

const escapes: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\\': '\\\\' };

/** A name that would end its line is escaped, and a mark before the line says so. */
function checksumLine(hex: string, name: string): string {
  const escaped = name.replace(/[\n\r\\]/g, (character) => escapes[character] ?? character);
  return `${escaped === name ? '' : '\\'}${hex}  ${escaped}\n`;
}
