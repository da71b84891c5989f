import type { Cluster, DiscoveredResource } from '@violet/kube';

/** Their churn would cost more than they matter, and they have no dependents. */
const IGNORED = new Set(['/events', 'events.k8s.io/events']);

/** Every kind whose objects can be listed, watched and deleted, each once: in its preferred version. */
export async function deletableResources(client: Cluster): Promise<DiscoveredResource[]> {
  const seen = new Set(IGNORED);
  const deletable: DiscoveredResource[] = [];
  for (const resource of await client.resources()) {
    const id = `${resource.group}/${resource.plural}`;
    if (seen.has(id) || !['list', 'watch', 'delete'].every((verb) => resource.verbs.includes(verb))) continue;
    seen.add(id);
    deletable.push(resource);
  }
  return deletable;
}
