import { generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createTokens, type Grants } from './tokens.ts';

const grants: Grants = {
  user: { name: 'ann' },
  catalog: true,
  repositories: new Map([['a/b', { granted: new Set(['pull']), denied: new Set(['push']) }]]),
};

describe('tokens', () => {
  it('say what they were issued for, until they expire', () => {
    let now = 0;
    const tokens = createTokens(() => now);
    const token = tokens.issue(grants);

    expect(tokens.read(token)).toEqual(grants);
    now = tokens.seconds * 1000;
    expect(tokens.read(token)).toBeUndefined();
  });

  it('are no use to another registry, or changed, or signed with a key that they bring along', () => {
    const tokens = createTokens(() => 0);
    const token = tokens.issue(grants);
    const forged = Buffer.from(JSON.stringify({ exp: 1e15, repositories: [['x', ['push'], []]] })).toString(
      'base64url',
    );

    expect(createTokens(() => 0).read(token)).toBeUndefined();
    expect(tokens.read(`${forged}.${token.split('.')[1]}`)).toBeUndefined();
    const mine = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const header = { alg: 'ES256', typ: 'JWT', jwk: mine.publicKey.export({ format: 'jwk' }) };
    const named = `${Buffer.from(JSON.stringify(header)).toString('base64url')}.${forged}`;
    const signature = sign('sha256', Buffer.from(named), { key: mine.privateKey, dsaEncoding: 'ieee-p1363' });

    expect(tokens.read(`${named}.${signature.toString('base64url')}`)).toBeUndefined();
    for (const other of ['', '.', 'a.b.c', `${token}x`, token.slice(0, -2)]) expect(tokens.read(other)).toBeUndefined();
  });
});
