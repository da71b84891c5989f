import { type CatalogSource, type NetworkPolicy, olmLabels } from '@violet/api';
import { jsonEqual, type Stored } from '@violet/machinery';
import { REGISTRY_PORT } from '../../catalogs/registry-address.ts';
import { ownerReference } from '../../ownership/owner.ts';
import { isConfigMapCatalog } from '../source-type.ts';

const API_SERVER_PORT = 6443;

/** Who may reach the pods of a catalogue, and what they may reach. */
export function grpcServerPolicy(source: Stored<CatalogSource>, podLabels: Record<string, string>): NetworkPolicy {
  return policy(source, 'grpc-server', {
    podSelector: { matchLabels: podLabels },
    policyTypes: ['Ingress', 'Egress'],
    ingress: [{ ports: [{ protocol: 'TCP', port: REGISTRY_PORT }] }],
    ...(isConfigMapCatalog(source.spec) ? { egress: [toApiServer()] } : {}),
  });
}

/** The same for the pods that unpack its bundles. */
export function unpackBundlesPolicy(source: Stored<CatalogSource>): NetworkPolicy {
  return policy(source, 'unpack-bundles', {
    podSelector: {
      matchExpressions: [
        { key: olmLabels.bundleUnpackRef, operator: 'Exists' },
        { key: olmLabels.managed, operator: 'In', values: ['true'] },
      ],
    },
    policyTypes: ['Ingress', 'Egress'],
    egress: [toApiServer()],
  });
}

function toApiServer() {
  return { ports: [{ protocol: 'TCP', port: API_SERVER_PORT }] };
}

function policy(source: Stored<CatalogSource>, suffix: string, spec: NetworkPolicy['spec'] & object): NetworkPolicy {
  const { name, namespace = '' } = source.metadata;
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: {
      name: `${name}-${suffix}`,
      namespace,
      labels: { [olmLabels.managed]: 'true', [olmLabels.catalogSource]: name },
      ownerReferences: [ownerReference(source)],
    },
    spec,
  };
}

/** Labels that somebody added do no harm; everything else is as it was made or is made anew. */
export function isAsMade(made: NetworkPolicy, found: NetworkPolicy): boolean {
  const labels = found.metadata.labels ?? {};
  const hasLabels = Object.entries(made.metadata.labels ?? {}).every(([key, value]) => labels[key] === value);
  return hasLabels && jsonEqual(made.spec, found.spec);
}
