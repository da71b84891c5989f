import { join } from 'node:path';
import { homeDirectory } from '../state/home-directory.ts';

/**
 * Where keys lie that are trusted without being named: the person's own directory, which comes first and is undefined where
 * nothing says who that is, and the system's. Neither need be there.
 */
export function trustDirectories(env: Readonly<Record<string, string | undefined>>): {
  own: string | undefined;
  system: string;
} {
  const home = homeDirectory(env);
  const configuration = env['XDG_CONFIG_HOME'] || (home === undefined ? undefined : join(home, '.config'));
  const system = env['PROGRAMDATA'] || '/etc';
  return {
    own: configuration === undefined ? undefined : join(configuration, 'violet', 'trusted-keys'),
    system: join(system, 'violet', 'trusted-keys'),
  };
}
