import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type Keyring, openKeyring } from '@violet/archive';
import type { Context } from '../command/context.ts';
import { homeDirectory } from '../state/home-directory.ts';

/**
 * The keys that a person trusts: the keyring that was named, or the directory `violet/trusted-keys` of their configuration,
 * which need not be there. Read once, when the first signature asks for it.
 */
export function trustedKeys(
  keyring: string | undefined,
  { cwd, env }: Pick<Context, 'cwd' | 'env'>,
): () => Promise<Keyring> {
  let opened: Promise<Keyring> | undefined;
  return () => {
    opened ??= keyring === undefined ? openTrustDirectory(env) : openKeyring(resolve(cwd, keyring));
    return opened;
  };
}

async function openTrustDirectory(env: Context['env']): Promise<Keyring> {
  const home = homeDirectory(env);
  const configuration = env['XDG_CONFIG_HOME'] || (home ? join(home, '.config') : undefined);
  if (configuration === undefined) return { source: 'the trust directory', keys: [] };
  const source = join(configuration, 'violet', 'trusted-keys');
  const isThere = await stat(source).then(
    () => true,
    () => false,
  );
  return isThere ? openKeyring(source) : { source, keys: [] };
}
