import { join } from 'node:path';
import type { Context } from '../command/context.ts';
import { homeDirectory } from '../state/home-directory.ts';

/** Who runs this, for the directory that Linux has for programs of a user. */
interface User {
  platform: NodeJS.Platform;
  id: number | undefined;
}

const thisUser: User = { platform: process.platform, id: process.getuid?.() };

/**
 * Files that may hold credentials of registries, in the order of podman and skopeo (containers-auth.json(5)): the one that
 * $REGISTRY_AUTH_FILE names and no other; else podman's of this session, podman's of this person, and Docker's.
 */
export function credentialFiles({ env }: Pick<Context, 'env'>, user: User = thisUser): string[] {
  const named = env['REGISTRY_AUTH_FILE'];
  if (named) return [named];
  const home = homeDirectory(env);
  const configuration = env['XDG_CONFIG_HOME'] || (home && join(home, '.config'));
  const docker = env['DOCKER_CONFIG'] || (home && join(home, '.docker'));
  return [
    sessionDirectory(env, user),
    configuration && join(configuration, 'containers', 'auth.json'),
    docker && join(docker, 'config.json'),
  ].filter((path): path is string => typeof path === 'string' && path !== '');
}

function sessionDirectory(env: Context['env'], { platform, id }: User): string | undefined {
  if (platform !== 'linux') return undefined;
  const runtime = env['XDG_RUNTIME_DIR'];
  if (runtime) return join(runtime, 'containers', 'auth.json');
  return id === undefined ? undefined : `/run/containers/${id}/auth.json`;
}
