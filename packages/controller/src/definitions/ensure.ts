import { CustomResourceDefinition } from '@violet/api';
import { Backoff, type Clock, type Cluster, pause, systemClock } from '@violet/kube';
import {
  type Condition,
  Failure,
  isJsonObject,
  type JsonObject,
  jsonEqual,
  type KubernetesObject,
  type Stored,
} from '@violet/machinery';
import { findCondition } from '../conditions.ts';
import { gainedSpec } from './gain.ts';

const ESTABLISH_MS = 30_000;
const fieldManager = 'violet';

/**
 * Writes CRDs by server-side apply and waits until the cluster serves them. They only gain: nothing that another
 * version of this program wrote is lost.
 */
export async function ensureDefinitions(
  cluster: Cluster,
  definitions: readonly KubernetesObject[],
  options: { clock?: Clock; signal?: AbortSignal } = {},
): Promise<void> {
  const { clock = systemClock, signal } = options;
  await Promise.all(definitions.map((definition) => ensureDefinition(cluster, definition, clock, signal)));
  cluster.forgetDiscovery();
}

async function ensureDefinition(
  cluster: Cluster,
  definition: KubernetesObject,
  clock: Clock,
  signal?: AbortSignal,
): Promise<void> {
  const definitions = cluster.resource(CustomResourceDefinition);
  const { name = '' } = definition.metadata;
  const live = await definitions.get(name);
  const spec = gainedSpec(jsonOf(live?.spec), jsonOf(definition.spec) ?? {});
  if (live !== undefined && isWritten(live, definition, spec) && isEstablished(live)) return;
  let current = await definitions.apply({ ...definition, spec }, { fieldManager, force: true });
  const until = clock.monotonicMs() + ESTABLISH_MS;
  const backoff = new Backoff({ firstMs: 20, lastMs: 1000, random: Math.random });
  while (!isEstablished(current)) {
    signal?.throwIfAborted();
    if (clock.monotonicMs() > until) {
      throw new Failure('Timeout', `the cluster does not serve ${name}: ${whyNot(current)}`);
    }
    await pause(clock, backoff.next(), signal);
    current = (await definitions.get(name)) ?? current;
  }
}

/** An apply of a large schema costs the cluster more than all else at a start; this one would change nothing. */
function isWritten(live: Stored<KubernetesObject>, { metadata }: KubernetesObject, spec: JsonObject): boolean {
  if (!(live.metadata.managedFields ?? []).some(({ manager }) => manager === fieldManager)) return false;
  for (const member of ['labels', 'annotations'] as const)
    for (const [name, value] of Object.entries(metadata[member] ?? {}))
      if (live.metadata[member]?.[name] !== value) return false;
  return jsonEqual(jsonOf(live.spec) ?? {}, asStored(spec));
}

/** With what the API server adds to the spec of a CRD by itself. */
function asStored(spec: JsonObject): JsonObject {
  const names = jsonOf(spec['names']) ?? {};
  const kind = String(names['kind']);
  return {
    conversion: { strategy: 'None' },
    ...spec,
    names: { singular: kind.toLowerCase(), listKind: `${kind}List`, ...names },
  };
}

function isEstablished(definition: KubernetesObject): boolean {
  return findCondition(conditionsOf(definition), 'Established')?.status === 'True';
}

function whyNot(definition: KubernetesObject): string {
  const refused = findCondition(conditionsOf(definition), 'NamesAccepted');
  return refused?.status === 'False' ? refused.message : 'it is not established yet';
}

function conditionsOf(definition: KubernetesObject): Condition[] {
  return (definition.status as { conditions?: Condition[] } | undefined)?.conditions ?? [];
}

function jsonOf(value: unknown): JsonObject | undefined {
  return isJsonObject(value) ? value : undefined;
}
