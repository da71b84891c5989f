import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import { Failure } from '@violet/machinery';
import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { GatewayServices } from './services.ts';

const flowCookie = 'cpaas_oidc_auth_flow';
const short = Type.String({ maxLength: 4096 });

/** The five calls of the login with username and password, as the product documents them. */
export const loginRoutes: FastifyPluginAsync<GatewayServices> = async (plain, { login, passwords, address }) => {
  const app = plain.withTypeProvider<TypeBoxTypeProvider>();

  app.get(
    '/console-platform/api/v1/token/login',
    { schema: { querystring: Type.Object({ redirect_uri: Type.Optional(short), client_id: Type.Optional(short) }) } },
    async ({ query, host }) => {
      const redirectUri = query.redirect_uri ?? `${address()}/dex/callback`;
      requireOwn(redirectUri, [address(), `https://${host}`]);
      const { state } = login.begin(redirectUri);
      const parameters = new URLSearchParams({
        client_id: query.client_id ?? 'alauda-auth',
        redirect_uri: redirectUri,
        response_type: 'code',
        scope: 'openid profile offline_access email groups ext',
        state,
      });
      return { auth_url: `${address()}/dex/auth?${parameters}`, state, logout_url: `${address()}/dex/logout` };
    },
  );

  app.get(
    '/dex/api/v1/authorize',
    { schema: { querystring: Type.Object({ state: short }) } },
    async ({ query }, reply) => {
      const { req, session } = login.authorize(query.state);
      reply.header('set-cookie', `${flowCookie}=${session}; Path=/dex; HttpOnly; Secure; SameSite=Lax; Max-Age=600`);
      return { req };
    },
  );

  app.get('/dex/pubkey', async () => passwords.publish());

  app.post(
    '/dex/api/v1/authorize/local',
    {
      schema: {
        querystring: Type.Object({ req: short }),
        body: Type.Object({ account: Type.String({ maxLength: 256 }), password: short }),
      },
      bodyLimit: 16 * 1024,
    },
    async (request) => {
      const { account, password } = request.body;
      const { redirectUrl } = await login.local(request.query.req, cookieOf(request), account, password);
      return { redirect_url: redirectUrl };
    },
  );

  app.get(
    '/console-platform/api/v1/token/callback',
    { schema: { querystring: Type.Object({ code: short, state: short }) } },
    async ({ query }) => login.exchange(query.code, query.state),
  );
};

/**
 * A code sent elsewhere would be a login given away. Besides its own address the platform is where the caller has reached
 * it: a page cannot choose the Host header of a request to somebody else.
 */
function requireOwn(redirectUri: string, addresses: readonly string[]): void {
  const url = URL.parse(redirectUri);
  const isBare = url !== null && url.username === '' && url.password === '';
  if (isBare && addresses.some((address) => URL.parse(address)?.origin === url.origin)) return;
  throw new Failure('BadRequest', `redirect_uri must be below ${addresses[0]}, or the address that was called`);
}

function cookieOf(request: FastifyRequest): string | undefined {
  for (const part of (request.headers.cookie ?? '').split(';')) {
    const [name, value] = part.trim().split('=');
    if (name === flowCookie) return value;
  }
  return undefined;
}
