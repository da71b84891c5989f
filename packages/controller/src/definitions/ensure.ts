import { CustomResourceDefinition } from '@violet/api';
import { Backoff, type Clock, type Cluster, pause, systemClock } from '@violet/kube';
import { type Condition, Failure, isJsonObject, type JsonObject, type KubernetesObject } from '@violet/machinery';
import { findCondition } from '../conditions.ts';
import { gainedSpec } from './gain.ts';

const ESTABLISH_MS = 30_000;

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
  let current = await definitions.apply({ ...definition, spec }, { fieldManager: 'violet', force: true });
  const until = clock.now().getTime() + ESTABLISH_MS;
  const backoff = new Backoff({ firstMs: 20, lastMs: 1000, random: Math.random });
  while (!isEstablished(current)) {
    signal?.throwIfAborted();
    if (clock.now().getTime() > until) {
      throw new Failure('Timeout', `the cluster does not serve ${name}: ${whyNot(current)}`);
    }
    await pause(clock, backoff.next(), signal);
    current = (await definitions.get(name)) ?? current;
  }
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
