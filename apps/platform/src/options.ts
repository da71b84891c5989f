import { isFailure } from '@violet/machinery';
import { readAllowedPlaces } from '@violet/oci';
import { Command, InvalidArgumentError, Option } from 'commander';
import type { RegistryRules } from './embedded/registry-rules.ts';
import { addRegistryOptions, type RegistryOptions, registryRulesOf } from './registry-options.ts';

/** How the platform is to be started; defaults are the ones that the README shows. */
export interface PlatformOptions {
  dataDir: string;
  /** Address that everything listens on, and that certificates are for. */
  host: string;
  port: number;
  registryPort: number;
  registryRules: RegistryRules;
  /** Names of the clusters of the fleet; `global` is always one of them. */
  clusters: string[];
  /** Clusters that are not embedded: name → file of a kubeconfig. */
  kubeconfigs: ReadonlyMap<string, string>;
  /** What is dialled for CatalogSources beside the public internet: hosts and networks. */
  catalogAddresses: string[];
  /** Address of the registry of the platform that this one follows, as its standby. */
  standbyOf?: string;
  logLevel: (typeof logLevels)[number];
}

const logLevels = ['debug', 'info', 'warn', 'error', 'silent'] as const;

const clusterName = /^[a-z0-9]([-a-z0-9]{0,48}[a-z0-9])?$/;

/** Reads the command line. Help and wrong usage end the process, as commander does it (0 and 2). */
export function parseOptions(words: readonly string[]): PlatformOptions {
  const command = new Command('npm start --')
    .description('Starts the platform: gateway, controllers, and by default embedded clusters and a registry.')
    .option('--data-dir <directory>', 'where everything is kept', '.violet')
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--port <number>', 'port of the gateway', port, 8443)
    .option('--registry-port <number>', 'port of the image registry', port, 11443)
    .addOption(
      new Option('--clusters <names>', 'clusters of the fleet, separated by commas')
        .argParser(clusters)
        .default(['global', 'business'], 'global,business'),
    )
    .addOption(
      new Option(
        '--cluster-kubeconfig <name=file>',
        'a cluster that runs elsewhere, by its kubeconfig; may be repeated',
      )
        .argParser<Map<string, string>>(kubeconfig)
        .default(new Map(), 'none'),
    )
    .addOption(
      new Option(
        '--catalog-address <place>',
        'host or network (name, *.name, address, 10.0.0.0/8; with :port) that CatalogSources and ChartRepos may lead to beside the public internet; may be repeated',
      )
        .argParser(places)
        .default([], 'none'),
    )
    .option('--standby-of <registry>', 'be the standby of another platform, whose registry is <host:port>')
    .addOption(new Option('--log-level <level>', 'what is logged').choices(logLevels).default('warn'))
    .addHelpText('after', helpText)
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2));
  addRegistryOptions(command).parse([...words], { from: 'user' });
  const { clusterKubeconfig, catalogAddress, ...options } = command.opts<
    Omit<PlatformOptions, 'kubeconfigs' | 'catalogAddresses' | 'registryRules'> &
      RegistryOptions & {
        clusterKubeconfig: Map<string, string>;
        catalogAddress: string[];
      }
  >();
  return {
    ...options,
    registryRules: registryRulesOf(options),
    kubeconfigs: clusterKubeconfig,
    catalogAddresses: catalogAddress,
    clusters: [...new Set(['global', ...options.clusters, ...clusterKubeconfig.keys()])],
  };
}

const helpText = `
Environment:
  VIOLET_ADMIN_PASSWORD   password of the account "admin" from this start on; without it the one in the file
                          admin-password, made at random at the first start

Examples:
  npm start
  npm start -- --clusters global,business,edge --data-dir /var/lib/violet
  npm start -- --registry-quota 500Gi --registry-keep manifests,blobs
  npm start -- --cluster-kubeconfig business=/etc/kubernetes/admin.conf`;

function places(text: string, previous: string[]): string[] {
  try {
    readAllowedPlaces([text]);
  } catch (error) {
    if (!isFailure(error)) throw error;
    throw new InvalidArgumentError(`${error.message}: ${error.hint}.`);
  }
  return [...previous, text];
}

function port(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0 || value > 65535) throw new InvalidArgumentError('Not a port number.');
  return value;
}

function clusters(text: string): string[] {
  const names = text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  const wrong = names.find((name) => !clusterName.test(name));
  if (wrong !== undefined)
    throw new InvalidArgumentError(`"${wrong}" is not a cluster name (lower-case letters, digits, dashes).`);
  return names;
}

function kubeconfig(text: string, previous: Map<string, string>): Map<string, string> {
  const equals = text.indexOf('=');
  const name = text.slice(0, equals);
  if (equals < 1 || !clusterName.test(name)) throw new InvalidArgumentError('Write it as name=file.');
  return new Map(previous).set(name, text.slice(equals + 1));
}
