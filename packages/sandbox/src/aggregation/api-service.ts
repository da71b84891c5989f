import type { KubernetesObject } from '@violet/machinery';

/** Says who answers for a group version: the cluster itself, or a server behind a Service. */
export interface ApiService extends KubernetesObject {
  spec: {
    group?: string;
    version?: string;
    /** Absent: the cluster itself. */
    service?: { namespace: string; name: string; port?: number };
    /** Base64 of PEM. */
    caBundle?: string;
    insecureSkipTLSVerify?: boolean;
    groupPriorityMinimum: number;
    versionPriority: number;
  };
  status?: { conditions?: ApiServiceCondition[] };
}

export interface ApiServiceCondition {
  type: string;
  status: string;
  lastTransitionTime?: string;
  reason?: string;
  message?: string;
}

/** What is known of a server: in the words of the API server's own availability check. */
export interface Availability {
  status: 'True' | 'False';
  reason: string;
  message: string;
}

/** Of a group version that the cluster answers for itself. */
export const local: Availability = {
  status: 'True',
  reason: 'Local',
  message: 'Local APIServices are always available',
};

export const apiServicesId = 'apiservices.apiregistration.k8s.io';

/** The condition with what is known now; undefined where it says so already. */
export function withAvailability(
  { status }: ApiService,
  { status: available, reason, message }: Availability,
  now: string,
): ApiServiceCondition[] | undefined {
  const conditions = status?.conditions ?? [];
  const known = conditions.find(({ type }) => type === 'Available');
  if (known?.status === available && known.reason === reason && known.message === message) return undefined;
  const lastTransitionTime = known?.status === available ? (known.lastTransitionTime ?? now) : now;
  const next = { type: 'Available', status: available, lastTransitionTime, reason, message };
  return known === undefined ? [...conditions, next] : conditions.map((one) => (one === known ? next : one));
}
