import { generateKeyPairSync } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** What clears a terminal, begins a sequence in another way, turns the direction of writing, and lies in a line of its own. */
export const hostile = '\u001b[2J\u009b1m\u202e\rx\nError: none\u0007';

/** A platform and a registry in one that takes any login and then says no, in hostile words that repeat all it was told. */
export interface TellingServer {
  /** `host:port`, plain HTTP. */
  address: string;
  /** How the registry wants to be asked from now on. */
  challenge: 'basic' | 'bearer';
  /** Every Authorization header since the last `forget`. */
  authorizations: string[];
  close(): Promise<void>;
}

/** `issued` is the token that logins and the registry's token issuer give. */
export async function aServerThatTellsAll(issued: string): Promise<TellingServer> {
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pubkey = publicKey.export({ type: 'spki', format: 'pem' });
  const logins: Record<string, object> = {
    '/console-platform/api/v1/token/login': { auth_url: 'http://x/dex/auth?state=s', state: 's' },
    '/dex/api/v1/authorize': { req: 'r' },
    '/dex/pubkey': { ts: '1', pubkey },
    '/dex/api/v1/authorize/local': { redirect_url: 'http://x/callback?code=c&state=s' },
    '/console-platform/api/v1/token/callback': { id_token: issued },
    '/token': { token: issued },
  };
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const telling: TellingServer = {
    address,
    challenge: 'basic',
    authorizations: [],
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { authorization } = request.headers;
    if (authorization !== undefined) telling.authorizations.push(authorization);
    const body = await text(request);
    const login = logins[(request.url ?? '').split('?')[0] ?? ''];
    if (login !== undefined) return send(response, 200, login);
    if (authorization === undefined && request.url?.startsWith('/v2/')) {
      const realm = telling.challenge === 'basic' ? 'realm="x"' : `realm="http://${address}/token",service="x"`;
      response.setHeader('www-authenticate', `${telling.challenge === 'basic' ? 'Basic' : 'Bearer'} ${realm}`);
      return send(response, 401, {});
    }
    const word = authorization?.split(' ').at(-1);
    const said = `${hostile} no: ${word} in ${request.method} ${request.url} ${JSON.stringify(request.headers)} ${body}`;
    const errors = [{ code: `DENIED ${authorization}`, message: said }];
    send(response, 403, { kind: 'Status', status: 'Failure', reason: 'Forbidden', message: said, error: said, errors });
  }
  return telling;
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
