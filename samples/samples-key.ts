import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openSigningKey, type SigningKey } from '@violet/archive';
import { aKeyPair } from '@violet/archive/testing';
import { trustDirectories } from '../apps/violet/src/verify/trust-directories.ts';

export interface SamplesKey {
  signingKey: SigningKey;
  /** Armored. */
  publicKey: string;
}

/** The key that signs the samples of this checkout, made with the first of them. Its secret half leaves `directory` never. */
export async function samplesKey(directory: string): Promise<SamplesKey> {
  const secret = join(directory, 'samples.key');
  const open = join(directory, 'samples.asc');
  if (!existsSync(secret) || !existsSync(open)) {
    const { privateKey, publicKey } = await aKeyPair('Samples of Violet');
    mkdirSync(directory, { recursive: true });
    writeFileSync(secret, privateKey, { mode: 0o600 });
    writeFileSync(open, publicKey);
  }
  const signingKey = await openSigningKey(secret, { passphrase: async () => undefined, now: new Date() });
  return { signingKey, publicKey: readFileSync(open, 'utf8') };
}

/** Puts the key into the person's trust directory; the path, or undefined where there is none to write to. */
export function trustSamples(publicKey: string, env: NodeJS.ProcessEnv): string | undefined {
  const { own } = trustDirectories(env);
  if (own === undefined) return undefined;
  const path = join(own, 'violet-samples.asc');
  try {
    mkdirSync(own, { recursive: true });
    writeFileSync(path, publicKey);
    return path;
  } catch {
    return undefined;
  }
}
