import { Failure } from '@violet/machinery';
import { mediaTypes, parseReference, pullLayer, type Reference } from '@violet/oci';
import type { CommandContext } from '../command/define-command.ts';
import { wrongUsage } from '../command/usage.ts';
import { connect } from '../registry/connect.ts';
import { readCa } from '../registry/read-ca.ts';
import { registryCredentials } from '../registry/source-registries.ts';
import { typedCredentials } from '../registry/typed-credentials.ts';
import type { ChartAccess } from './read-chart.ts';

const maxChartBytes = 20 * 1024 * 1024;

/** The bytes of a chart in a registry: `oci://host/path` with a version as tag, digest or flag. */
export async function pullChart(name: string, access: ChartAccess, context: CommandContext): Promise<Uint8Array> {
  const { registry: address, repository, tag, digest } = referenceOf(name);
  const version = digest ?? tag ?? access.version?.replaceAll('+', '_');
  if (address === undefined) throw wrongUsage(`${name} names no registry`, 'Write oci://<registry>/<repository>.');
  if (version === undefined) throw wrongUsage(`${name} names no version`, 'Add :<version>, or give --version.');
  const ca = await readCa(access.registryCa, '--registry-ca', context.cwd);
  const target = `${address}/${repository}`;
  const credentials = await registryCredentials(target, typedCredentials(access), access.noAuth, context);
  const { plain, tokenHosts } = access;
  const registry = connect({ address, plain, credentials, tokenHosts, ca }, context);
  try {
    const layer = await pullLayer(registry, repository, version, mediaTypes.helmChart, maxChartBytes);
    if (layer !== undefined) return layer.bytes;
  } finally {
    registry.close();
  }
  throw new Failure('NotFound', `chart ${address}/${repository}:${version} is not in the registry`);
}

function referenceOf(name: string): Reference {
  try {
    return parseReference(name.slice('oci://'.length));
  } catch (error) {
    throw wrongUsage(`${name}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
