import { globalCluster } from '@violet/api';
import { type Cluster, type ClusterAccess, connectCluster } from '@violet/kube';
import { Failure, isFailure } from '@violet/machinery';
import type { Context } from '../command/context.ts';
import type { CommandContext } from '../command/define-command.ts';
import { wrongUsage } from '../command/usage.ts';
import { proxies } from '../network/proxies.ts';
import { trustSystemAuthorities } from '../network/system-authorities.ts';
import { readCa } from '../registry/read-ca.ts';
import { requireSystemAdmin, subjectOf } from './authorize.ts';
import { login } from './login.ts';
import { parsePlatformAddress } from './platform-address.ts';

export interface PlatformAccess {
  platformAddress: string | undefined;
  platformUsername: string | undefined;
  platformPassword: string | undefined;
  platformPasswordStdin: boolean;
  platformToken: string | undefined;
  platformCa: string | undefined;
}

/** How somebody says who they are to a platform. */
type PlatformLogin = { username: string; password: string } | { token: string };

export interface PlatformTarget {
  address: string;
  login: PlatformLogin;
}

/** A platform that has let us in as somebody who may publish. */
export interface Platform {
  address: string;
  login: PlatformLogin;
  token: string;
  /** PEM, where one was given. */
  ca: string | undefined;
  global: Cluster;
  /** Another cluster of the platform; whether there is one of that name shows when it is asked. Closed with the platform. */
  member(name: string): Cluster;
  close(): Promise<void>;
}

/** What the flags say, checked without connecting. */
export function platformTarget(access: PlatformAccess, env: Context['env']): PlatformTarget {
  const { platformAddress } = access;
  const { username, password, token } = typedBefore(access, env);
  if (platformAddress === undefined) throw wrongUsage('--platform-address is required', 'E.g. https://example.com');
  const address = parsePlatformAddress(platformAddress);
  if (token !== undefined) {
    if (username === undefined && password === undefined) return { address, login: { token } };
    throw wrongUsage('--platform-token cannot be combined with --platform-username and --platform-password');
  }
  if (username === undefined) throw wrongUsage('--platform-username (or --platform-token) is required');
  if (password === undefined) {
    throw wrongUsage('--platform-password is required', 'The environment variable VIOLET_PLATFORM_PASSWORD works too.');
  }
  return { address, login: { username, password } };
}

/** What is in the environment gives way to what was typed in another way. */
function typedBefore(
  { platformUsername: username, platformPassword: password, platformToken: token }: PlatformAccess,
  env: Context['env'],
): { username: string | undefined; password: string | undefined; token: string | undefined } {
  const isTyped = (value: string | undefined, name: string) => value !== undefined && value !== env[name];
  const isTokenTyped = isTyped(token, 'VIOLET_PLATFORM_TOKEN');
  const isLoginTyped = isTyped(username, 'VIOLET_PLATFORM_USERNAME') || isTyped(password, 'VIOLET_PLATFORM_PASSWORD');
  if (isTokenTyped && !isLoginTyped) return { username: undefined, password: undefined, token };
  return { username, password, token: isLoginTyped && !isTokenTyped ? undefined : token };
}

/** Logs in and makes sure that the account may publish. */
export async function connectPlatform(
  target: PlatformTarget,
  access: PlatformAccess,
  context: CommandContext,
): Promise<Platform> {
  try {
    return await enter(target, access, context);
  } catch (error) {
    if (!isFailure(error) || error.reason !== 'CertificateUntrusted') throw error;
    if (access.platformCa !== undefined) throw withCaHint(error);
  }
  trustSystemAuthorities();
  return enter(target, access, context).catch((error: unknown) => {
    throw isFailure(error) && error.reason === 'CertificateUntrusted' ? withCaHint(error) : error;
  });
}

function withCaHint({ code, message, reason, cause }: Failure): Failure {
  const hint = 'name the CA that signed it: --platform-ca FILE or VIOLET_PLATFORM_CA';
  return new Failure(code, message, { hint, cause, ...(reason === undefined ? {} : { reason }) });
}

async function enter(
  { address, login: identity }: PlatformTarget,
  access: PlatformAccess,
  context: CommandContext,
): Promise<Platform> {
  if (address.startsWith('http:'))
    context.terminal.note(`Warning: ${address} is not encrypted: others can read the token`);
  const ca = await readCa(access.platformCa, '--platform-ca', context.cwd);
  const proxy = proxies(context)(new URL(address));
  const way = { ...(ca === undefined ? {} : { ca }), ...(proxy === undefined ? {} : { proxy }) };
  const token = 'token' in identity ? identity.token : await tokenOf(address, identity, way);
  context.terminal.hide(token);
  const opened: Cluster[] = [];
  const connect = (path: string): Cluster => {
    const client = connectCluster({ server: `${address}${path}`, token, ...way });
    opened.push(client);
    return client;
  };
  const member = (name: string) => connect(`/kubernetes/${encodeURIComponent(name)}`);
  const close = async () => {
    for (const client of opened) await client.close();
  };
  const gateway = connect('');
  const global = member(globalCluster);
  try {
    const username = 'username' in identity ? identity.username : subjectOf(token);
    await requireSystemAdmin({ gateway, global, username });
  } catch (error) {
    await close();
    throw error;
  }
  context.terminal.debug(`logged in to ${address}`);
  return { address, login: identity, token, ca, global, member, close };
}

async function tokenOf(
  address: string,
  { username, password }: { username: string; password: string },
  way: Pick<ClusterAccess, 'ca' | 'proxy'>,
): Promise<string> {
  const gateway = connectCluster({ server: address, ...way });
  try {
    return await login(gateway, username, password);
  } finally {
    await gateway.close();
  }
}
