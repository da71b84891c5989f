import { type Credentials, isRegistryAddress, isRepository, type Registry } from '@violet/oci';
import type { CommandContext } from '../command/define-command.ts';
import { wrongUsage } from '../command/usage.ts';
import type { Platform } from '../platform/connect-platform.ts';
import { refuseIpv6 } from '../platform/platform-address.ts';
import { platformRegistryAddress, platformRegistryCredentials } from '../platform/platform-registry.ts';
import { connect } from '../registry/connect.ts';
import { readCa } from '../registry/read-ca.ts';
import { storedCredentials } from '../registry/stored-credentials.ts';
import { typedCredentials } from '../registry/typed-credentials.ts';

export interface DestinationFlags {
  destRepo: string | undefined;
  username: string | undefined;
  password: string | undefined;
  noAuth: boolean;
  plain: boolean;
  skipCrs: boolean;
  registryCa: string | undefined;
  tokenHosts: string[];
}

/** What the flags say about the registry, checked without connecting. */
export interface Destination {
  /** Absent: the platform's own. */
  address?: string;
  /** Goes before the names of all repositories: `project` of `harbor.demo.io/project`. */
  prefix?: string;
  /** Absent: none, or those that the platform has for its own registry. */
  credentials?: Credentials;
}

export async function parseDestination(flags: DestinationFlags, context: CommandContext): Promise<Destination> {
  const typed = typedCredentials(flags);
  const { destRepo, noAuth } = flags;
  if (destRepo === undefined) return typed === undefined ? {} : { credentials: typed };
  refuseIpv6(destRepo, '--dest-repo');
  if (destRepo.includes('@')) {
    throw wrongUsage('--dest-repo holds a user: name it with --username', 'Write <host>[:<port>].');
  }
  const { address, prefix } = parseAddress(destRepo);
  if (prefix !== undefined && !flags.skipCrs) {
    throw wrongUsage(
      `--dest-repo: images below ${prefix}/ would not be found by the platform, whose objects name repositories without it`,
      `Give the registry alone: ${address}; or push images only: --skip-crs.`,
    );
  }
  const place = { address, ...(prefix === undefined ? {} : { prefix }) };
  const target = prefix === undefined ? address : `${address}/${prefix}`;
  const credentials = noAuth ? undefined : (typed ?? (await storedCredentials(target, context)));
  if (credentials === undefined && !noAuth) {
    throw wrongUsage(
      'with --dest-repo either the credentials of the image registry or --no-auth must be given',
      'Give --username and --password, log in with docker or skopeo, or give --no-auth.',
    );
  }
  return credentials === undefined ? place : { ...place, credentials };
}

function parseAddress(destRepo: string): { address: string; prefix: string | undefined } {
  const [address = '', ...path] = destRepo
    .replace(/^https?:\/\//, '')
    .replace(/\/+$/, '')
    .split('/');
  const prefix = path.length === 0 ? undefined : path.join('/');
  if (isRegistryAddress(address) && (prefix === undefined || isRepository(prefix))) return { address, prefix };
  throw wrongUsage(
    `--dest-repo: "${destRepo}" is not the address of a registry`,
    'Write <host>[:<port>], with --skip-crs also <host>[:<port>]/<project>.',
  );
}

/** The client of the registry: the one that was named, else the platform's. */
export async function connectDestination(
  destination: Destination,
  platform: Platform | undefined,
  flags: DestinationFlags,
  context: CommandContext,
): Promise<Registry> {
  const own = await readCa(flags.registryCa, '--registry-ca', context.cwd);
  const { plain, tokenHosts } = flags;
  const { address: named, credentials } = destination;
  if (named !== undefined) return connect({ address: named, credentials, plain, tokenHosts, ca: own }, context);
  if (platform === undefined) throw wrongUsage('--dest-repo or --platform-address is required');
  const address = await platformRegistryAddress(platform);
  const given = flags.noAuth ? undefined : (credentials ?? (await platformRegistryCredentials(platform)));
  return connect({ address, credentials: given, plain, tokenHosts, ca: own ?? platform.ca }, context);
}
