import { again, type Controller, defineController, done, type Step } from '@violet/controller';
import type { Cluster, ResourceDefinition } from '@violet/kube';
import { isFailure } from '@violet/machinery';
import { withCondition } from '../conditions.ts';
import { deletableResources } from '../deletable.ts';
import { Namespace } from '../kinds/core.ts';
import { millisecondsSince } from '../time.ts';

interface World {
  /** Deletes everything in the namespace; answers what is left, by resource. */
  deleteContents(): Promise<Map<string, Leftover>>;
  finalize(): Promise<void>;
}

interface Leftover {
  count: number;
  finalizers: Map<string, number>;
}

const FINALIZER = 'kubernetes';

const empty: Step<Namespace, World> = async (namespace, world, { now }) => {
  if (!namespace.spec?.finalizers?.includes(FINALIZER)) return done;
  const left = await world.deleteContents();
  if (left.size === 0) return;
  namespace.status = { ...namespace.status, conditions: conditionsOf(namespace, left, now()) };
  // Soon at first; ever more rarely for what somebody else's finalizer holds.
  const waitedMs = millisecondsSince(namespace.metadata.deletionTimestamp, now());
  return again(Math.min(10_000, Math.max(25, waitedMs / 4)));
};

const finalize: Step<Namespace, World> = async (_namespace, world) => {
  await world.finalize();
};

/** Empties namespaces that are being deleted, and then lets them go. */
export function namespaceController(): Controller {
  return defineController<Namespace, World>({
    name: 'namespace',
    scope: 'member',
    kind: Namespace,
    observe: ({ metadata: { name } }, { client }) => ({
      deleteContents: () => deleteContents(client, name),
      finalize: () => letGo(client, name),
    }),
    steps: [],
    finalize: [empty, finalize],
  });
}

async function deleteContents(client: Cluster, namespace: string): Promise<Map<string, Leftover>> {
  const resources = (await deletableResources(client)).filter(({ scope }) => scope === 'Namespaced');
  const left = new Map<string, Leftover>();
  await Promise.all(
    resources.map(async (resource) => {
      const leftover = await deleteAll(client, resource, namespace);
      if (leftover.count > 0)
        left.set(resource.group === '' ? resource.plural : `${resource.plural}.${resource.group}`, leftover);
    }),
  );
  return left;
}

async function deleteAll(client: Cluster, resource: ResourceDefinition, namespace: string): Promise<Leftover> {
  const objects = client.resource(resource, namespace);
  const finalizers = new Map<string, number>();
  try {
    if ((await objects.list({ limit: 1, metadataOnly: true })).items.length === 0) return { count: 0, finalizers };
    await objects.deleteCollection({ propagationPolicy: 'Background' });
    const { items } = await objects.list({ metadataOnly: true });
    for (const finalizer of items.flatMap(({ metadata }) => metadata.finalizers ?? [])) {
      finalizers.set(finalizer, (finalizers.get(finalizer) ?? 0) + 1);
    }
    return { count: items.length, finalizers };
  } catch (error) {
    // Its CRD went meanwhile, and all objects with it.
    if (isFailure(error, 'NotFound', 'MethodNotAllowed')) return { count: 0, finalizers };
    throw error;
  }
}

async function letGo(client: Cluster, name: string): Promise<void> {
  const namespace = await client.resource(Namespace).get(name);
  if (namespace === undefined) return;
  const finalizers = (namespace.spec?.finalizers ?? []).filter((finalizer) => finalizer !== FINALIZER);
  const body = JSON.stringify({ ...namespace, spec: { ...namespace.spec, finalizers } });
  const path = `/api/v1/namespaces/${encodeURIComponent(name)}/finalize`;
  try {
    await client.json({ method: 'PUT', path, body, headers: { 'content-type': 'application/json' } });
  } catch (error) {
    if (!isFailure(error, 'NotFound')) throw error;
  }
}

function conditionsOf({ status }: Namespace, left: ReadonlyMap<string, Leftover>, now: Date) {
  const counts = [...left].map(([resource, { count }]) => `${resource} has ${count} resource instances`).sort();
  const finalizers = new Map<string, number>();
  for (const leftover of left.values()) {
    for (const [name, count] of leftover.finalizers) finalizers.set(name, (finalizers.get(name) ?? 0) + count);
  }
  const held = [...finalizers].map(([name, count]) => `${name} in ${count} resource instances`).sort();
  const remaining = {
    type: 'NamespaceContentRemaining',
    status: 'True' as const,
    reason: 'SomeResourcesRemain',
    message: `Some resources are remaining: ${counts.join(', ')}`,
  };
  const holding =
    held.length === 0
      ? {
          type: 'NamespaceFinalizersRemaining',
          status: 'False' as const,
          reason: 'ContentHasNoFinalizers',
          message: 'All content-preserving finalizers finished',
        }
      : {
          type: 'NamespaceFinalizersRemaining',
          status: 'True' as const,
          reason: 'SomeFinalizersRemain',
          message: `Some content in the namespace has finalizers remaining: ${held.join(', ')}`,
        };
  return withCondition(withCondition(status?.conditions, remaining, now), holding, now);
}
