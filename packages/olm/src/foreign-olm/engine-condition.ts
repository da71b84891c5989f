import { OlmConfig, olmConfigName } from '@violet/api';
import { setCondition, type Verdict } from '@violet/controller';
import { type Cluster, retryOnConflict } from '@violet/kube';
import type { JsonObject } from '@violet/machinery';

/** On the OLMConfig `cluster`: whether this engine runs the operators of the cluster, or why not. */
export const engineCondition = 'VioletEngineActive';

export const verdicts = {
  active: verdict('True', 'NoOtherOLM', 'no other OLM runs in this cluster: its operators are run by this engine'),
  waiting: (seconds: number) =>
    verdict('False', 'WaitsForOtherOLM', `no other OLM is seen; this engine begins after ${seconds} s without one`),
  aside: (sign: string) =>
    verdict('False', 'OtherOLMRuns', `another OLM runs in this cluster (${sign}): this engine stands aside`),
} as const;

function verdict(status: 'True' | 'False', reason: string, message: string): Verdict {
  return { type: engineCondition, status, reason, message };
}

/** Whether this engine was at work here when it last said so. */
export async function wasActive(cluster: Cluster): Promise<boolean> {
  const config = await cluster.resource(OlmConfig).get(olmConfigName);
  return (config?.status?.conditions ?? []).some(({ type, status }) => type === engineCondition && status === 'True');
}

/** Says it. The OLMConfig is made where there is none and this engine works; what another OLM says in it is kept. */
export async function sayCondition(cluster: Cluster, said: Verdict, now: Date): Promise<void> {
  await retryOnConflict(() => writeCondition(cluster, said, now));
}

async function writeCondition(cluster: Cluster, said: Verdict, now: Date): Promise<void> {
  const configs = cluster.resource(OlmConfig);
  const empty: OlmConfig = {
    apiVersion: 'operators.coreos.com/v1',
    kind: 'OLMConfig',
    metadata: { name: olmConfigName },
  };
  const found =
    (await configs.get(olmConfigName)) ?? (said.status === 'True' ? await configs.create(empty) : undefined);
  if (found === undefined) return;
  const conditions = [...(found.status?.conditions ?? [])];
  const known = conditions.find(({ type }) => type === engineCondition);
  if (known?.status === said.status && known.reason === said.reason && known.message === said.message) return;
  setCondition(conditions, said, now);
  const { resourceVersion } = found.metadata;
  const body = { metadata: { resourceVersion }, status: { conditions } } as unknown as JsonObject;
  await configs.patchStatus(olmConfigName, { type: 'merge', body });
}
