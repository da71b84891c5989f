import type { ClusterServiceVersion, ClusterServiceVersionSpec, InstallMode, StrategyDeployment } from '@violet/api';
import type { ObjectMeta } from '@violet/machinery';

const image = 'registry.example.com/operator:1';

/** A Deployment of one container. */
export function aStrategy(name = 'operator', accountName = ''): StrategyDeployment {
  return {
    name,
    spec: {
      replicas: 1,
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: {
          ...(accountName === '' ? {} : { serviceAccountName: accountName }),
          containers: [{ name: 'manager', image }],
        },
      },
    },
  };
}

export function installModes(...supported: string[]): InstallMode[] {
  const all = ['OwnNamespace', 'SingleNamespace', 'MultiNamespace', 'AllNamespaces'];
  return all.map((type) => ({ type, supported: supported.length === 0 || supported.includes(type) }));
}

/** A CSV that needs nothing, runs one Deployment, and supports every install mode. */
export function aCsv(
  name: string,
  namespace: string,
  spec: Partial<ClusterServiceVersionSpec> = {},
  metadata: ObjectMeta = {},
): ClusterServiceVersion {
  return {
    apiVersion: 'operators.coreos.com/v1alpha1',
    kind: 'ClusterServiceVersion',
    metadata: { name, namespace, ...metadata },
    spec: {
      displayName: name,
      installModes: installModes(),
      install: { strategy: 'deployment', spec: { deployments: [aStrategy()] } },
      ...spec,
    },
  };
}

/** A CRD that operators own: `widgets.example.com` unless told otherwise. */
export function aCrd(plural = 'widgets', group = 'example.com', kind = 'Widget') {
  const schema = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      scope: 'Namespaced',
      names: { kind, plural, singular: kind.toLowerCase(), listKind: `${kind}List` },
      versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: schema } }],
    },
  };
}
