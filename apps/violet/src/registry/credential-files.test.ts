import { expect, it } from 'vitest';
import { credentialFiles } from './credential-files.ts';

const person = { platform: 'linux', id: 1000 } as const;

it.each([
  ['the named one alone', { REGISTRY_AUTH_FILE: '/a.json', HOME: '/h', DOCKER_CONFIG: '/d' }, person, ['/a.json']],
  [
    "podman's of this session, podman's of this person, and Docker's",
    { HOME: '/h', XDG_RUNTIME_DIR: '/run/user/1000' },
    person,
    ['/run/user/1000/containers/auth.json', '/h/.config/containers/auth.json', '/h/.docker/config.json'],
  ],
  [
    'those in directories that are named',
    { HOME: '/h', XDG_CONFIG_HOME: '/c', DOCKER_CONFIG: '/d' },
    { platform: 'linux', id: 0 } as const,
    ['/run/containers/0/auth.json', '/c/containers/auth.json', '/d/config.json'],
  ],
  [
    'no session where there are none',
    { USERPROFILE: '/u', XDG_RUNTIME_DIR: '/x' },
    { platform: 'win32', id: undefined } as const,
    ['/u/.config/containers/auth.json', '/u/.docker/config.json'],
  ],
  ['none where nothing says where', {}, { platform: 'darwin', id: 501 } as const, []],
] as const)('credentials are looked for in %s', (_what, env, user, expected) => {
  expect(credentialFiles({ env }, user)).toEqual(expected);
});
