import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Credentials, credentialsFromDockerConfig } from '@violet/oci';
import type { Context } from '../command/context.ts';

/** What the person's Docker configuration has for a registry; undefined where there is no such file or entry. */
export async function dockerCredentials(
  registry: string,
  { env }: Pick<Context, 'env'>,
): Promise<Credentials | undefined> {
  const home = env['HOME'] || env['USERPROFILE'];
  const directory = env['DOCKER_CONFIG'] || (home ? join(home, '.docker') : undefined);
  if (directory === undefined) return undefined;
  const path = join(directory, 'config.json');
  const text = await readFile(path, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : credentialsFromDockerConfig(text, registry, path);
}
