import type { AccountStore, TokenSigner } from '@violet/accounts';
import { platformAdminRole } from '@violet/api';
import { expect, it } from 'vitest';
import { registryUsers } from './registry-users.ts';

const roles = new Map([
  ['admin', [{ name: platformAdminRole, official: true }]],
  ['ann', []],
  ['eve', [{ name: platformAdminRole, official: false }]],
]);

const accounts: Pick<AccountStore, 'find'> = {
  find: async (username) => {
    const own = roles.get(username);
    return own === undefined ? undefined : { username, email: '', connector: 'local', roles: own };
  },
};

const signer: Pick<TokenSigner, 'verify'> = {
  verify: async (token) => {
    if (!token.startsWith('token of ')) throw new Error('not ours');
    return { username: token.slice('token of '.length) } as Awaited<ReturnType<TokenSigner['verify']>>;
  },
};

const access = registryUsers({
  password: 'of the registry',
  pullPassword: 'of the puller',
  accounts: () => accounts,
  isRight: async (_username, password) => password === 'right',
  signer,
});

it.each([
  ['registry-admin', 'of the registry', 'pull push delete'],
  ['registry-admin', 'right', ''],
  ['registry-puller', 'of the puller', 'pull'],
  ['registry-puller', 'of the registry', ''],
  ['registry-puller', 'right', ''],
  ['admin', 'right', 'pull push delete'],
  ['admin', 'of the registry', ''],
  ['admin', 'wrong', ''],
  ['ann', 'right', ''],
  ['eve', 'right', ''],
  ['nobody', 'right', ''],
])('lets %s, who says "%s", %s', async (username, password, rights) => {
  const user = await access.authenticate({ kind: 'basic', username, password });

  expect(user === undefined ? '' : allowed(user)).toBe(rights);
});

it.each([
  ['token of admin', 'pull push delete'],
  ['token of ann', ''],
  ['token of eve', ''],
  ['token of nobody', ''],
  ['of somebody else', ''],
])('lets who brings the %s %s', async (token, rights) => {
  const user = await access.authenticate({ kind: 'bearer', token });

  expect(user === undefined ? '' : allowed(user)).toBe(rights);
});

it('lets nobody do anything who is not logged in', () => {
  expect(allowed(undefined)).toBe('');
});

function allowed(user: { name: string } | undefined): string {
  const actions = ['pull', 'push', 'delete'] as const;
  return actions.filter((action) => access.authorize?.(user, 'any/repository', action)).join(' ');
}
