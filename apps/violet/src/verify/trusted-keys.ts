import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type Keyring, openKeyring } from '@violet/archive';
import type { Context } from '../command/context.ts';
import { trustDirectories } from './trust-directories.ts';

/**
 * The keys that a person trusts: the keyring that was named, or those of their trust directory and the system's. Read once,
 * when the first signature asks for them.
 */
export function trustedKeys(
  keyring: string | undefined,
  { cwd, env }: Pick<Context, 'cwd' | 'env'>,
): () => Promise<Keyring> {
  let opened: Promise<Keyring> | undefined;
  return () => {
    opened ??= keyring === undefined ? openTrustDirectories(env) : openKeyring(resolve(cwd, keyring));
    return opened;
  };
}

async function openTrustDirectories(env: Context['env']): Promise<Keyring> {
  const { own, system } = trustDirectories(env);
  const directories = [own, system].filter((directory) => directory !== undefined);
  const keys = await Promise.all(directories.map(keysIn));
  return { source: directories.join(' and '), keys: keys.flat() };
}

async function keysIn(directory: string): Promise<Keyring['keys']> {
  const isThere = await stat(directory).then(
    () => true,
    () => false,
  );
  return isThere ? (await openKeyring(directory)).keys : [];
}
