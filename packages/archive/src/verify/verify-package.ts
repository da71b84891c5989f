import { type FileHandle, readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { Failure, isFailure } from '@violet/machinery';
import { openRegularFile } from '../read/open-regular-file.ts';
import { checkContents } from './check-contents.ts';
import { checkSignature, type Signer } from './check-signature.ts';
import { type ChecksumFile, parseChecksumFile } from './checksum-file.ts';
import { type Companions, findCompanions } from './companions.ts';
import { type DigestBeside, digestBeside } from './digest-beside.ts';
import type { Keyring } from './keyring.ts';
import { type DetachedSignature, maxSignatureBytes, readSignatureFile } from './signature-file.ts';

export interface VerifyOptions {
  /** Asked for only where there is a signature. */
  keyring(): Promise<Keyring>;
  now: Date;
  signal?: AbortSignal;
  /** Bytes of the package that have been read. */
  onProgress?(bytes: number): void;
}

/** How one package came out. */
export interface Verification {
  path: string;
  /** By what it was verified, the stronger one; absent where nothing lies beside it. */
  method?: 'GPG' | 'checksum';
  /** The keys that signed it. */
  signers: Signer[];
  failure?: Failure;
}

/** 1 MiB: lists of checksums that cover a whole directory. */
const maxChecksumBytes = 1024 * 1024;

interface Proofs {
  signatures: DetachedSignature[];
  checksums: ChecksumFile[];
}

/**
 * Verifies a package by the signature and the checksum beside it (where both are there, both must hold) and by its
 * contents. Talks to nobody. What is wrong with the package is in the answer; thrown is what is wrong with the keyring, and
 * an abort.
 */
export async function verifyPackage(path: string, options: VerifyOptions): Promise<Verification> {
  const companions = await findCompanions(path);
  const verification: Verification = { path, ...methodOf(companions), signers: [] };
  const keyring = companions.signatures.length === 0 ? undefined : await options.keyring();
  try {
    return { ...verification, signers: await verify(path, companions, { ...options, trusted: keyring }) };
  } catch (error) {
    options.signal?.throwIfAborted();
    if (!isFailure(error)) throw error;
    return { ...verification, failure: error };
  }
}

function methodOf({ signatures, checksums }: Companions): Pick<Verification, 'method'> {
  if (signatures.length > 0) return { method: 'GPG' };
  return checksums.length > 0 ? { method: 'checksum' } : {};
}

interface Means extends VerifyOptions {
  /** Absent where nothing is signed. */
  trusted: Keyring | undefined;
}

async function verify(path: string, companions: Companions, means: Means): Promise<Signer[]> {
  const { file: opened, stats: before } = await openRegularFile(path);
  await using file = opened;
  const { signal, onProgress } = means;
  if (companions.signatures.length + companions.checksums.length === 0) {
    await checkContents(path, { signal, onProgress });
    return [];
  }
  await using beside = digestBeside(before.size, signal);
  const proofs = await readProofs(path, companions);
  const [proven, checked] = await Promise.allSettled([
    prove({ file, path, beside }, proofs, means),
    checkContents(path, { signal, onProgress, isProvenBeside: true }),
  ]);
  if (proven.status === 'rejected') throw proven.reason;
  if (checked.status === 'rejected') throw checked.reason;
  await requireUnchanged(path, before);
  return proven.value;
}

async function readProofs(path: string, { signatures, checksums }: Companions): Promise<Proofs> {
  const proofs: Proofs = { signatures: [], checksums: [] };
  for (const signature of signatures) {
    proofs.signatures.push(...(await readSignatureFile(await readSmall(signature, maxSignatureBytes), signature)));
  }
  for (const checksum of checksums) {
    const content = await readSmall(checksum.path, maxChecksumBytes);
    proofs.checksums.push(parseChecksumFile(content, { ...checksum, name: basename(path) }));
  }
  return proofs;
}

async function readSmall(path: string, maxBytes: number): Promise<Buffer> {
  const stats = await stat(path).catch((cause: Error) => Promise.reject(unreadable(path, cause)));
  if (!stats.isFile()) throw unreadable(path, new Error('it is no regular file'));
  if (stats.size > maxBytes) throw new Failure('Invalid', `${path} has more than ${maxBytes} bytes`);
  return readFile(path).catch((cause: Error) => Promise.reject(unreadable(path, cause)));
}

function unreadable(path: string, cause: Error): Failure {
  return new Failure('BadRequest', `${path} cannot be read: ${cause.message}`, { cause });
}

/** The file is read once for all signatures and checksums. */
async function prove(
  { file, path, beside }: { file: FileHandle; path: string; beside: DigestBeside },
  { signatures, checksums }: Proofs,
  means: Means,
): Promise<Signer[]> {
  const digests = await beside.digest(file, [...checksums, ...signatures]);
  for (const { path: source, hex } of checksums) {
    const digest = digests.shift();
    if (digest === undefined || Buffer.from(digest).toString('hex') !== hex) throw wrongChecksum(path, source);
  }
  const { trusted, now } = means;
  if (trusted === undefined) return [];
  const signed = signatures.map((signature, index) => ({ signature, digest: digests[index] ?? new Uint8Array() }));
  return checkSignatures(signed, { keyring: trusted, path, now });
}

/** One good signature is enough, as long as no key of the keyring has a bad one; keys that it does not know have no say. */
async function checkSignatures(
  signed: readonly { signature: DetachedSignature; digest: Uint8Array }[],
  about: { keyring: Keyring; path: string; now: Date },
): Promise<Signer[]> {
  const signers: Signer[] = [];
  let stranger: Failure | undefined;
  for (const { signature, digest } of signed) {
    try {
      signers.push(await checkSignature(signature, digest, about));
    } catch (error) {
      if (!isFailure(error) || error.reason !== 'UntrustedKey') throw error;
      stranger ??= error;
    }
  }
  if (signers.length === 0 && stranger !== undefined) throw stranger;
  return signers;
}

/** What was hashed and what was checked inside are two readings of the file. */
async function requireUnchanged(path: string, before: Awaited<ReturnType<typeof stat>>): Promise<void> {
  const after = await stat(path).catch(() => undefined);
  const isSame =
    after !== undefined && after.ino === before.ino && after.size === before.size && after.mtimeMs === before.mtimeMs;
  if (!isSame) {
    throw new Failure('Invalid', `${path} has changed while it was read`, {
      hint: 'Verify it again when nobody writes to it any more.',
    });
  }
}

function wrongChecksum(path: string, source: string): Failure {
  return new Failure('Invalid', `${path} does not match its checksum in ${source}`, {
    reason: 'DigestMismatch',
    hint: 'The package or its checksum has been changed or damaged: download both again.',
  });
}
