import type {
  Affinity,
  Container,
  Deployment,
  EnvFromSource,
  EnvVar,
  PodSpec,
  SubscriptionConfig,
  Toleration,
} from '@violet/api';
import { isJsonObject, jsonEqual } from '@violet/machinery';

/** Puts what the Subscription's `spec.config` asks for into a Deployment, in place. */
export function applyOverrides(deployment: Deployment, config: SubscriptionConfig): void {
  const template = deployment.spec.template;
  const pod: PodSpec = template.spec ?? { containers: [] };
  template.spec = pod;
  for (const container of pod.containers) overrideContainer(container, config);
  if (config.volumes !== undefined) pod.volumes = mergeByName(pod.volumes ?? [], config.volumes);
  if (config.tolerations !== undefined)
    pod.tolerations = appendMissing<Toleration>(pod.tolerations, config.tolerations);
  if (config.nodeSelector !== undefined) pod.nodeSelector = config.nodeSelector;
  if (config.affinity !== undefined) overrideAffinity(pod, config.affinity);
  if (config.annotations === undefined) return;
  // What the CSV says counts more than what the Subscription adds.
  deployment.metadata.annotations = { ...config.annotations, ...deployment.metadata.annotations };
  template.metadata = {
    ...template.metadata,
    annotations: { ...config.annotations, ...template.metadata?.annotations },
  };
}

function overrideContainer(container: Container, config: SubscriptionConfig): void {
  if (config.env !== undefined) container.env = mergeEnv(container.env ?? [], config.env);
  if (config.envFrom !== undefined) container.envFrom = appendMissing<EnvFromSource>(container.envFrom, config.envFrom);
  if (config.volumeMounts !== undefined)
    container.volumeMounts = mergeByName(container.volumeMounts ?? [], config.volumeMounts);
  if (config.resources !== undefined) container.resources = config.resources;
}

/** New values under old names stay where the names were; new names follow. */
export function mergeEnv(present: readonly EnvVar[], wanted: readonly EnvVar[]): EnvVar[] {
  return mergeByName(present, wanted);
}

function mergeByName<T extends { name: string }>(present: readonly T[], wanted: readonly T[]): T[] {
  const byName = new Map<string, T>();
  for (const entry of [...present, ...wanted]) byName.set(entry.name, entry);
  return [...byName.values()];
}

function appendMissing<T extends object>(present: readonly T[] | undefined, wanted: readonly T[]): T[] {
  const known = present ?? [];
  return [...known, ...wanted.filter((entry) => !known.some((other) => jsonEqual(entry, other)))];
}

const parts = ['nodeAffinity', 'podAffinity', 'podAntiAffinity'] as const;

/** Each part of the affinity alone; an empty part takes away what the operator asked for. */
function overrideAffinity(pod: PodSpec, wanted: Affinity): void {
  const named = parts.filter((part) => wanted[part] !== undefined);
  if (named.length === 0) {
    delete pod.affinity;
    return;
  }
  if (pod.affinity === undefined || isEmpty(pod.affinity)) {
    pod.affinity = wanted;
    return;
  }
  const affinity: Affinity = { ...pod.affinity };
  let dropped = false;
  for (const part of named) {
    const value = wanted[part];
    if (value !== undefined && !isEmpty(value)) affinity[part] = value;
    // OLM drops the whole affinity here, not only this part of it.
    else if (part === 'podAntiAffinity') dropped = true;
    else delete affinity[part];
  }
  if (dropped || isEmpty(affinity)) delete pod.affinity;
  else pod.affinity = affinity;
}

function isEmpty(value: unknown): boolean {
  return isJsonObject(value) && Object.keys(value).length === 0;
}
