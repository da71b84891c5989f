import { generateKeyPairSync, sign } from 'node:crypto';
import { type AccountStore, createTokenSigner, type TokenSigner } from '@violet/accounts';
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

const settings = {
  password: 'of the registry',
  pullPassword: 'of the puller',
  accounts: () => accounts,
  isRight: async (_username: string, password: string) => password === 'right',
  signer,
};
const access = registryUsers(settings);

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

it.each(['its header', 'nothing'])('lets nobody in with a token whose key is named by %s', async (place) => {
  const newKey = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const ours = await createTokenSigner(newKey().privateKey.export({ format: 'jwk' }), 'violet', () => new Date());
  const [own = '', claims = ''] = (await ours.sign('admin', 'access', 3600)).token.split('.');
  const real = JSON.parse(Buffer.from(own, 'base64url').toString()) as object;
  const { publicKey, privateKey } = newKey();
  const more = place === 'nothing' ? {} : { jwk: publicKey.export({ format: 'jwk' }) };
  const signed = `${Buffer.from(JSON.stringify({ ...real, ...more })).toString('base64url')}.${claims}`;
  const signature = sign('sha256', Buffer.from(signed), { key: privateKey, dsaEncoding: 'ieee-p1363' });
  const users = registryUsers({ ...settings, signer: ours });

  const token = `${signed}.${signature.toString('base64url')}`;
  expect(await users.authenticate({ kind: 'bearer', token })).toBeUndefined();
  expect(await users.authenticate({ kind: 'bearer', token: (await ours.sign('admin', 'access', 3600)).token })).toEqual(
    {
      name: 'admin',
    },
  );
});

it('lets nobody do anything who is not logged in', () => {
  expect(allowed(undefined)).toBe('');
});

function allowed(user: { name: string } | undefined): string {
  const actions = ['pull', 'push', 'delete'] as const;
  return actions.filter((action) => access.authorize?.(user, 'any/repository', action)).join(' ');
}
