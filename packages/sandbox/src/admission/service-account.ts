import { generateName, type KubernetesObject } from '@violet/machinery';
import type { Catalog } from '../requests/catalog.ts';
import { refused } from '../requests/failures.ts';
import { keyOf } from '../storage/event.ts';
import type { AdmissionPlugin } from './admission.ts';
import { createdPod } from './pod-creation.ts';

interface Container {
  volumeMounts?: { name: string; mountPath: string; readOnly?: boolean }[];
}

interface PodSpec {
  serviceAccountName?: string;
  serviceAccount?: string;
  automountServiceAccountToken?: boolean;
  containers?: Container[];
  initContainers?: Container[];
  volumes?: { name: string }[];
}

const tokenPath = '/var/run/secrets/kubernetes.io/serviceaccount';
const volumePrefix = 'kube-api-access-';

/** A Pod runs as a service account that exists, its namespace's default one unless it names another, and gets its token. */
export function serviceAccounts(catalog: Catalog, random: () => number): AdmissionPlugin {
  return {
    mutate(request) {
      const pod = createdPod(request);
      if (pod?.spec === undefined) return;
      const spec = pod.spec as PodSpec;
      if ((spec.serviceAccountName ?? '') === '') {
        spec.serviceAccountName = 'default';
        spec.serviceAccount = 'default';
      }
      const account = accountOf(catalog, request.target.namespace, spec.serviceAccountName ?? '');
      // The default account of a new namespace is on its way.
      if (account === undefined && spec.serviceAccountName !== 'default') {
        const place = `${request.target.namespace}/${spec.serviceAccountName}`;
        const reason = `error looking up service account ${place}: serviceaccount "${spec.serviceAccountName}" not found`;
        throw refused(request.kind, pod.metadata.name ?? '', reason);
      }
      const automount = spec.automountServiceAccountToken ?? account?.['automountServiceAccountToken'];
      if (automount !== false) mountToken(spec, random);
    },
  };
}

function accountOf(catalog: Catalog, namespace: string | undefined, name: string): KubernetesObject | undefined {
  return catalog.resource('', 'serviceaccounts')?.collection.get(keyOf(namespace, name));
}

function mountToken(spec: PodSpec, random: () => number): void {
  const existing = spec.volumes?.find(({ name }) => name.startsWith(volumePrefix));
  const name = existing?.name ?? generateName(volumePrefix, random);
  // A mount of the Pod's own at that path stays.
  const without = [...(spec.initContainers ?? []), ...(spec.containers ?? [])].filter(
    ({ volumeMounts = [] }) => !volumeMounts.some(({ mountPath }) => mountPath === tokenPath),
  );
  for (const container of without) {
    container.volumeMounts = [...(container.volumeMounts ?? []), { name, readOnly: true, mountPath: tokenPath }];
  }
  if (existing === undefined && without.length > 0) spec.volumes = [...(spec.volumes ?? []), tokenVolume(name)];
}

function tokenVolume(name: string): { name: string } {
  const fieldRef = { apiVersion: 'v1', fieldPath: 'metadata.namespace' };
  const projected = {
    defaultMode: 0o644,
    sources: [
      { serviceAccountToken: { path: 'token', expirationSeconds: 3607 } },
      { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
      { downwardAPI: { items: [{ path: 'namespace', fieldRef }] } },
    ],
  };
  return { name, projected } as { name: string };
}
