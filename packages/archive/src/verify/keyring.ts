import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '@violet/machinery';
import type { Key } from 'openpgp';

/** The keys whose signatures count. */
export interface Keyring {
  /** Where they come from, for people. */
  readonly source: string;
  readonly keys: readonly Key[];
}

/** 16 MiB: what Debian's whole keyring has. */
const maxKeyringBytes = 16 * 1024 * 1024;
const keyFile = /\.(?:asc|gpg|pgp|key|pub)$/;

/**
 * The public keys in a file, binary or armored, or in the key files of a directory (*.asc, *.gpg, *.pgp, *.key, *.pub).
 * Throws NotFound where there is no such path, Invalid where a file holds something else.
 */
export async function openKeyring(path: string): Promise<Keyring> {
  const stats = await orUnreadable(stat(path), path);
  const names = stats.isDirectory() ? await orUnreadable(readdir(path), path) : undefined;
  const files = names?.filter((name) => keyFile.test(name)).sort();
  const paths = files?.map((name) => join(path, name)) ?? [path];
  const keys: Key[] = [];
  for (const file of paths) keys.push(...(await readKeyFile(file)));
  return { source: path, keys };
}

async function readKeyFile(path: string): Promise<Key[]> {
  const { size } = await orUnreadable(stat(path), path);
  if (size > maxKeyringBytes) throw notKeys(path, `it has more than ${maxKeyringBytes} bytes`);
  const bytes = await orUnreadable(readFile(path), path);
  if (bytes.length === 0) throw notKeys(path, 'it is empty');
  const { readKeys } = await import('openpgp');
  const read = isText(bytes) ? readArmored(bytes.toString('latin1'), path) : readKeys({ binaryKeys: bytes });
  const keys = await read.catch((cause: unknown) => {
    throw notKeys(path, (cause as Error).message, cause);
  });
  if (keys.length === 0) throw notKeys(path, 'it holds none');
  return keys;
}

function orUnreadable<T>(read: Promise<T>, path: string): Promise<T> {
  return read.catch((cause: Error) => {
    throw new Failure('NotFound', `the keyring ${path} cannot be read: ${cause.message}`, { cause });
  });
}

/** Every packet begins with a bit that plain text has not; before the armor there may be words (RFC 9580, section 6.2). */
function isText(bytes: Buffer): boolean {
  return (bytes[0] ?? 0) < 0x80 || bytes.indexOf('\uFEFF') === 0;
}

/** `gpg --armor --export` of several keys gives one block; people put blocks one behind the other. */
async function readArmored(text: string, path: string): Promise<Key[]> {
  const { readKeys } = await import('openpgp');
  const blocks = text.match(/-----BEGIN PGP PUBLIC KEY BLOCK-----[\s\S]*?-----END PGP PUBLIC KEY BLOCK-----/g);
  if (blocks === null) throw notKeys(path, 'it has no public key block');
  const keys: Key[] = [];
  for (const block of blocks) keys.push(...(await readKeys({ armoredKeys: block })));
  return keys;
}

function notKeys(path: string, why: string, cause?: unknown): Failure {
  if (cause instanceof Failure) return cause;
  return new Failure('Invalid', `${path} is no keyring: ${why}`, {
    hint: 'Export keys with: gpg --export <key> > trusted.gpg',
    ...(cause === undefined ? {} : { cause }),
  });
}
