import {
  ClusterRole,
  ClusterServiceVersion,
  CustomResourceDefinition,
  Deployment,
  InstallPlan,
  OperatorGroup,
  type ResourceDefinition,
  RoleBinding,
  Secret,
  ServiceAccount,
  Subscription,
  ValidatingWebhookConfiguration,
} from '@violet/api';
import type { Cluster } from '@violet/kube';
import { isJsonObject, type KubernetesObject, type Stored } from '@violet/machinery';

/** What an installed operator consists of, and of each object what changes only when something is done to it. */
const parts: readonly {
  kind: ResourceDefinition<KubernetesObject>;
  says?: (object: Stored<KubernetesObject>) => unknown;
}[] = [
  { kind: Subscription, says: statusOf('installedCSV') },
  { kind: InstallPlan, says: statusOf('phase') },
  // A phase that was left for a moment shows in the time of its return.
  { kind: ClusterServiceVersion, says: statusOf('phase', 'reason', 'lastTransitionTime') },
  { kind: OperatorGroup },
  { kind: Deployment, says: ({ metadata }) => metadata.generation },
  { kind: ServiceAccount },
  { kind: RoleBinding },
  { kind: ClusterRole },
  { kind: CustomResourceDefinition },
  { kind: ValidatingWebhookConfiguration },
  // A certificate that was issued anew.
  { kind: Secret, says: (secret) => ('data' in secret ? secret['data'] : undefined) },
];

/** Everything of OLM's in a cluster, one line each: other objects, or others of the same name, make other lines. */
export async function operatorsOf(cluster: Cluster): Promise<string[]> {
  const lines = await Promise.all(
    parts.map(async ({ kind, says = () => undefined }) => {
      const { items } = await cluster.resource(kind).list();
      return items.filter(isOfOperator).map((object) => {
        const { namespace = '', name, uid } = object.metadata;
        return `${kind.kind} ${namespace}/${name} ${uid} ${JSON.stringify(says(object)) ?? ''}`;
      });
    }),
  );
  return lines.flat().sort();
}

/** What people may do with operators is the engine's, and comes with it. */
function isOfOperator({ metadata }: Stored<KubernetesObject>): boolean {
  const isOfClusterOrEngine = /^(system:|kube|aggregate-olm-)/.test(metadata.name);
  return !/^(kube-.*|default|olm|operators)$/.test(metadata.namespace ?? '') && !isOfClusterOrEngine;
}

function statusOf(...fields: readonly string[]) {
  return ({ status }: Stored<KubernetesObject>) => fields.map((field) => (isJsonObject(status) ? status[field] : ''));
}
