import { homedir } from 'node:os';
import { join } from 'node:path';
import { homeDirectory } from './home-directory.ts';

/**
 * Where violet keeps what it remembers from one run to the next: $VIOLET_STATE_DIR, else what the system has for it
 * ($XDG_STATE_HOME, ~/.local/state; on Windows %LOCALAPPDATA%). It need not be there yet.
 */
export function stateDirectory(
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform = process.platform,
): string {
  const own = env['VIOLET_STATE_DIR'];
  if (own) return own;
  const home = homeDirectory(env) ?? homedir();
  if (platform === 'win32') return join(env['LOCALAPPDATA'] || join(home, 'AppData', 'Local'), 'violet');
  return join(env['XDG_STATE_HOME'] || join(home, '.local', 'state'), 'violet');
}
