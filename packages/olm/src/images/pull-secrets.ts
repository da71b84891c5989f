import { type CatalogSource, Secret } from '@violet/api';
import type { Cluster } from '@violet/kube';
import type { Stored } from '@violet/machinery';
import { type Credentials, credentialsFromDockerConfig } from '@violet/oci';

/** The forms that Kubernetes knows; the older one has no `auths` around it. */
const modern = '.dockerconfigjson';
const older = '.dockercfg';
/** More are not looked at. */
const MOST_SECRETS = 20;

/** What the pull secrets of a CatalogSource hold for a registry, the first that knows it. Failures name the secret and nothing of its content. */
export async function pullCredentials(
  { spec, metadata: { namespace = '' } }: Stored<CatalogSource>,
  registry: string,
  cluster: Cluster,
): Promise<Credentials | undefined> {
  for (const name of (spec.secrets ?? []).slice(0, MOST_SECRETS)) {
    const secret = await cluster.resource(Secret, namespace).get(name);
    const config = dockerConfigOf(secret?.data ?? {});
    if (config === undefined) continue;
    const found = credentialsFromDockerConfig(config, registry, `secret ${namespace}/${name}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

function dockerConfigOf(data: Record<string, string>): string | undefined {
  const text = (key: string) => Buffer.from(data[key] ?? '', 'base64').toString('utf8');
  if (data[modern] !== undefined) return text(modern);
  return data[older] === undefined ? undefined : `{"auths":${text(older)}}`;
}
