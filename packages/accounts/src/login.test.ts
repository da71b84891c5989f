import { constants, generateKeyPairSync, publicEncrypt } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import type { AccountStore } from './account.ts';
import { Login } from './login.ts';
import { PasswordCheck } from './password-check.ts';
import { PasswordKey } from './password-key.ts';
import { aPasswordHash } from './testing.ts';
import { createTokenSigner, type TokenSigner } from './token-signer.ts';

const jwk = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });
const hash = aPasswordHash('open sesame');
const accounts: AccountStore = {
  find: async (username) => (username === 'admin' ? { username, email: '', connector: 'local', roles: [] } : undefined),
  list: async () => [],
  passwordHash: async (username) => (username === 'admin' ? hash : undefined),
};

let now = 1_000_000_000_000;
let passwords: PasswordKey;
let signer: TokenSigner;
let login: Login;

beforeEach(async () => {
  now = 1_000_000_000_000;
  passwords = new PasswordKey(() => now);
  signer = await createTokenSigner(jwk, 'https://platform.example.com', () => new Date(now));
  login = new Login({
    check: new PasswordCheck({ accounts, monotonicMs: () => now }),
    passwords,
    signer,
    monotonicMs: () => now,
  });
});

async function encrypted(password: string): Promise<string> {
  const { ts, pubkey } = await passwords.publish();
  const text = Buffer.from(JSON.stringify({ ts, password }));
  return publicEncrypt({ key: pubkey, padding: constants.RSA_PKCS1_PADDING }, text).toString('base64');
}

async function upToPassword() {
  const { state } = login.begin('https://platform.example.com/dex/callback');
  return { state, ...login.authorize(state) };
}

describe('the login in five calls', () => {
  it('ends with a token that names the account', async () => {
    const { req, session } = await upToPassword();

    const { redirectUrl } = await login.local(req, session, 'admin', await encrypted('open sesame'));
    const query = new URL(redirectUrl).searchParams;
    const tokens = await login.exchange(query.get('code') ?? '', query.get('state') ?? '');

    expect(await signer.verify(tokens.id_token)).toMatchObject({ username: 'admin', use: 'id' });
    await expect(login.exchange(query.get('code') ?? '', query.get('state') ?? '')).rejects.toThrow(
      'invalid authentication session',
    );
  });

  it.each([
    ['a wrong password', 'admin', 'sesame'],
    ['an unknown account', 'root', 'open sesame'],
  ])('says the same for %s', async (_title, account, password) => {
    const { req, session } = await upToPassword();
    await expect(login.local(req, session, account, await encrypted(password))).rejects.toMatchObject({
      code: 'Unauthorized',
      message: 'invalid username or password',
    });
  });

  it('refuses a request without its cookie', async () => {
    const { req } = await upToPassword();
    await expect(login.local(req, undefined, 'admin', await encrypted('open sesame'))).rejects.toThrow(
      'invalid authentication session',
    );
  });

  it('takes an encrypted password once, and only for five minutes', async () => {
    const { req, session } = await upToPassword();
    const late = await encrypted('open sesame');
    now += 5 * 60_000;
    await expect(login.local(req, session, 'admin', late)).rejects.toThrow('took too long or was sent twice');
  });

  it('stops guessing after ten failures, for a minute', async () => {
    const { req, session } = await upToPassword();
    for (let attempt = 0; attempt < 10; attempt++) {
      await login.local(req, session, 'admin', await encrypted('guess')).catch(() => undefined);
    }
    await expect(login.local(req, session, 'admin', await encrypted('open sesame'))).rejects.toMatchObject({
      code: 'TooManyRequests',
    });
    now += 60_000;
    await expect(login.local(req, session, 'admin', await encrypted('open sesame'))).resolves.toBeDefined();
  });
});

describe('a token', () => {
  it('is refused when it has expired, and unknown when another key signed it', async () => {
    const { token } = await signer.sign('admin', 'access', 60);
    const other = await createTokenSigner(
      generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' }),
      'https://platform.example.com',
      () => new Date(now),
    );

    expect(await other.verify(token)).toBeUndefined();
    expect(await signer.verify('not.a.token')).toBeUndefined();
    now += 61_000;
    await expect(signer.verify(token)).rejects.toMatchObject({ code: 'Unauthorized' });
  });
});
