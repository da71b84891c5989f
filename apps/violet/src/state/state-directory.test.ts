import { join } from 'node:path';
import { expect, it } from 'vitest';
import { stateDirectory } from './state-directory.ts';

it.each([
  ['what was named', { VIOLET_STATE_DIR: '/var/violet', XDG_STATE_HOME: '/x', HOME: '/h' }, 'linux', '/var/violet'],
  ['the directory for states', { XDG_STATE_HOME: '/x', HOME: '/h' }, 'linux', join('/x', 'violet')],
  ['the usual one', { HOME: '/h', XDG_STATE_HOME: '' }, 'darwin', join('/h', '.local', 'state', 'violet')],
  ['that of Windows', { LOCALAPPDATA: '/l', USERPROFILE: '/u' }, 'win32', join('/l', 'violet')],
  ['that of Windows without a name', { USERPROFILE: '/u' }, 'win32', join('/u', 'AppData', 'Local', 'violet')],
] as const)('the state lies in %s', (_what, env, platform, expected) => {
  expect(stateDirectory(env, platform)).toBe(expected);
});
