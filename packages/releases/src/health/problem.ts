import type { KubernetesObject } from '@violet/machinery';

/** Why an object is not healthy, as a sentence; undefined when it is. `failed`: time alone will not heal it. */
export type Problem = { message: string; failed: boolean } | undefined;

interface Conditioned {
  type: string;
  status: string;
  reason?: string;
  message?: string;
}

interface Reported {
  spec: {
    replicas?: number;
    paused?: boolean;
    suspend?: boolean;
    progressDeadlineSeconds?: number;
    type?: string;
    clusterIP?: string;
    externalIPs?: string[];
    updateStrategy?: { type?: string; rollingUpdate?: { partition?: number } };
  };
  status: Record<string, unknown> & { observedGeneration?: number; conditions?: Conditioned[] };
}

/** What the kinds of the cluster's own have in spec and status. */
export function read(object: KubernetesObject): Reported {
  return { spec: (object.spec ?? {}) as Reported['spec'], status: (object.status ?? {}) as Reported['status'] };
}

export function waiting(object: KubernetesObject, what: string): Problem {
  return { message: `${object.kind} ${object.metadata.name}: ${what}`, failed: false };
}

export function failed(object: KubernetesObject, what: string): Problem {
  return { message: `${object.kind} ${object.metadata.name}: ${what}`, failed: true };
}

export function count({ status }: Reported, member: string): number {
  const value = status[member];
  return typeof value === 'number' ? value : 0;
}

export function condition({ status }: Reported, wanted: string): Conditioned | undefined {
  return status.conditions?.find(({ type }) => type === wanted);
}

/** The controller has not yet seen the last change, so its numbers are about an earlier one. */
export function behind(object: KubernetesObject): Problem {
  const { status } = read(object);
  const isBehind = (status.observedGeneration ?? 0) !== (object.metadata.generation ?? 0);
  return isBehind ? waiting(object, 'its last change is not taken up yet') : undefined;
}

/** The first that has too few: `[how many, of how many, what they should be]`. */
export function tooFew(
  object: KubernetesObject,
  noun: string,
  counts: readonly (readonly [number, number, string])[],
): Problem {
  const short = counts.find(([actual, wanted]) => actual < wanted);
  return short === undefined ? undefined : waiting(object, `${short[0]} of ${short[1]} ${noun} ${short[2]}`);
}
