import { Secret } from '@violet/api';
import type { Cluster } from '@violet/kube';
import { Failure, type KubernetesObject } from '@violet/machinery';
import { type Credentials, credentialsFromDockerConfig } from '@violet/oci';

/** What a pull Secret holds for a registry: a Docker configuration, or plain `username` and `password`. */
export async function pullCredentials(
  cluster: Cluster,
  secret: { namespace: string; name: string },
  registry: string,
): Promise<Credentials | undefined> {
  const source = `Secret ${secret.namespace}/${secret.name}`;
  const found = await cluster.resource(Secret, secret.namespace).get(secret.name);
  if (found === undefined)
    throw new Failure('NotFound', `${source} is not there, it should hold the credentials of ${registry}`);
  const { data = {} } = found as KubernetesObject & { data?: Record<string, string> };
  const text = (key: string) => Buffer.from(data[key] ?? '', 'base64').toString();
  if (data['.dockerconfigjson'] !== undefined)
    return credentialsFromDockerConfig(text('.dockerconfigjson'), registry, source);
  if (data['username'] === undefined) return undefined;
  return { username: text('username'), password: text('password') };
}
