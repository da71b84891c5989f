import type { Cluster, DiscoveredResource, ResourceClient } from '@violet/kube';
import { Failure } from '@violet/machinery';
import type { Words } from './words.ts';

/** What a command is about: kinds by any of their names, and the names of objects. */
export interface Named {
  resource: DiscoveredResource;
  client: ResourceClient;
  names: string[];
}

/** `pods`, `deployment web-cli`, `ars/web-cli`, `deployments,pods`. */
export async function findNamed(cluster: Cluster, { positionals, flags }: Words): Promise<Named[]> {
  const [first = '', ...names] = positionals;
  const [kinds = '', slashed] = first.split('/');
  const found = await Promise.all(kinds.split(',').map((kind) => findKind(cluster, kind)));
  return found.map((resource) => ({
    resource,
    client: clientOf(cluster, resource, flags.get('namespace')),
    names: slashed === undefined ? names : [slashed],
  }));
}

export function clientOf(
  cluster: Cluster,
  resource: DiscoveredResource,
  namespace: string | undefined,
): ResourceClient {
  return resource.scope === 'Cluster' ? cluster.resource(resource) : cluster.resource(resource, namespace ?? 'default');
}

async function findKind(cluster: Cluster, text: string): Promise<DiscoveredResource> {
  const [name = '', ...group] = text.toLowerCase().split('.');
  const all = await cluster.resources();
  const matches = (resource: DiscoveredResource) =>
    [resource.plural, resource.kind.toLowerCase(), ...resource.shortNames].includes(name) &&
    (group.length === 0 || resource.group === group.join('.'));
  const found = all.find(matches);
  if (found !== undefined) return found;
  throw new Failure('NotFound', `the server doesn't have a resource type "${name}"`, { reason: 'UnknownResource' });
}
