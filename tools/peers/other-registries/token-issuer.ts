import { createPrivateKey, sign, X509Certificate } from 'node:crypto';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Identity } from '@violet/controller';

export interface TokenIssuer {
  /** What a registry of distribution is told of it. */
  settings: { realm: string; service: string; issuer: string };
  /** `scope` parameters of each token that was given. */
  given: string[][];
  close(): Promise<void>;
}

/** Gives `me` with the password `canary` the rights that are asked for, as the token specification of distribution has it. */
export async function startTokenIssuer(identity: Identity): Promise<TokenIssuer> {
  const given: string[][] = [];
  const expected = `Basic ${Buffer.from('me:canary').toString('base64')}`;
  const server = createServer({ key: identity.key, cert: identity.certificate }, (request, response) => {
    const url = new URL(request.url ?? '', 'https://issuer');
    if (request.headers.authorization !== expected) {
      response.writeHead(401).end();
      return;
    }
    const scopes = url.searchParams.getAll('scope');
    given.push(scopes);
    const token = printToken(identity, url.searchParams.get('service') ?? '', scopes);
    response.end(JSON.stringify({ token, expires_in: 300 }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const realm = `https://127.0.0.1:${(server.address() as AddressInfo).port}/token`;
  return {
    settings: { realm, service: 'the registry', issuer: 'these tests' },
    given,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function printToken({ key, certificate }: Identity, service: string, scopes: readonly string[]): string {
  const access = scopes.map((scope) => {
    const [type, name, actions = ''] = scope.split(':');
    return { type, name, actions: actions.split(',') };
  });
  const now = Math.floor(Date.now() / 1000);
  const times = { iat: now - 10, nbf: now - 10, exp: now + 300 };
  const claims = { iss: 'these tests', sub: 'me', aud: service, jti: `${now}-${Math.random()}`, ...times, access };
  const x5c = [new X509Certificate(certificate).raw.toString('base64')];
  const text = [{ typ: 'JWT', alg: 'ES256', x5c }, claims].map(encoded).join('.');
  const signature = sign('sha256', Buffer.from(text), { key: createPrivateKey(key), dsaEncoding: 'ieee-p1363' });
  return `${text}.${signature.toString('base64url')}`;
}

function encoded(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
