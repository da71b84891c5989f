import { describe, expect, it } from 'vitest';
import { platformTarget } from './connect-platform.ts';

const address = 'https://example.com';
const login = { VIOLET_PLATFORM_USERNAME: 'admin', VIOLET_PLATFORM_PASSWORD: 'secret' };
const token = { VIOLET_PLATFORM_TOKEN: 'token' };

/** As flags arrive: what is not typed comes from the environment. */
function target(typed: { username?: string; password?: string; token?: string }, env: Record<string, string>) {
  const access = {
    platformAddress: address,
    platformUsername: typed.username ?? env['VIOLET_PLATFORM_USERNAME'],
    platformPassword: typed.password ?? env['VIOLET_PLATFORM_PASSWORD'],
    platformPasswordStdin: false,
    platformToken: typed.token ?? env['VIOLET_PLATFORM_TOKEN'],
    platformCa: undefined,
  };
  return platformTarget(access, env);
}

describe('who somebody is to a platform', () => {
  it.each([
    ['a token, typed beside a login of the environment', { token: 'mine' }, login, { token: 'mine' }],
    [
      'a login, typed beside a token of the environment',
      { username: 'me', password: 'mine' },
      token,
      { username: 'me', password: 'mine' },
    ],
    [
      'a name, typed beside both of the environment',
      { username: 'me' },
      { ...login, ...token },
      { username: 'me', password: 'secret' },
    ],
  ])('is what was typed: %s', (_what, typed, env, expected) => {
    expect(target(typed, env)).toEqual({ address, login: expected });
  });

  it.each([
    ['both are typed', { token: 'mine', username: 'me', password: 'mine' }, {}],
    ['both are in the environment', {}, { ...login, ...token }],
  ])('is not guessed where %s', (_what, typed, env) => {
    expect(() => target(typed, env)).toThrow('--platform-token cannot be combined with --platform-username');
  });
});
