import type { Cluster } from '@violet/kube';
import type { KubernetesObject, OwnerReference, Stored } from '@violet/machinery';
import { FOREGROUND } from './owner-graph.ts';

/** What became of an object's owners. */
export interface Owners {
  /** Alive: they keep it. */
  solid: OwnerReference[];
  /** Gone for good. */
  dangling: OwnerReference[];
  /** Being deleted, waiting for this object to go first. */
  waiting: OwnerReference[];
}

/** Owners that were found to be gone: nobody comes back under the same uid. Of many dependents only the first has to ask. */
export class GoneOwners {
  readonly #known = new Set<string>();

  has(reference: OwnerReference, namespace: string | undefined): boolean {
    return this.#known.has(printOwner(reference, namespace));
  }

  add(reference: OwnerReference, namespace: string | undefined): void {
    this.#known.add(printOwner(reference, namespace));
    const [oldest] = this.#known;
    if (this.#known.size > REMEMBERED && oldest !== undefined) this.#known.delete(oldest);
  }
}

const REMEMBERED = 500;

/** Whoever names another place than the owner's own has another, which is not there. */
function printOwner({ apiVersion, kind, name, uid }: OwnerReference, namespace = ''): string {
  return [namespace, apiVersion, kind, name, uid].join(' ');
}

/** Asks the cluster about each owner; one whose kind is not served now counts as alive. */
export async function classifyOwners(
  client: Cluster,
  object: Stored<KubernetesObject>,
  gone: GoneOwners,
): Promise<Owners> {
  const { ownerReferences = [], namespace } = object.metadata;
  const owners: Owners = { solid: [], dangling: [], waiting: [] };
  for (const reference of ownerReferences) {
    const fate = gone.has(reference, namespace) ? 'dangling' : await fateOf(client, reference, namespace);
    if (fate === 'dangling') gone.add(reference, namespace);
    owners[fate].push(reference);
  }
  return owners;
}

async function fateOf(
  client: Cluster,
  reference: OwnerReference,
  namespace: string | undefined,
): Promise<keyof Owners> {
  const kind = await client.find(reference.apiVersion, reference.kind);
  if (kind === undefined || (kind.scope === 'Namespaced' && namespace === undefined)) return 'solid';
  const owner = await client
    .resource(kind, kind.scope === 'Namespaced' ? namespace : undefined)
    .get(reference.name, { metadataOnly: true });
  if (owner === undefined || owner.metadata.uid !== reference.uid) return 'dangling';
  const foreground =
    owner.metadata.deletionTimestamp !== undefined && (owner.metadata.finalizers ?? []).includes(FOREGROUND);
  return foreground && reference.blockOwnerDeletion === true ? 'waiting' : 'solid';
}
