import {
  ApiService,
  ClusterRole,
  ClusterRoleBinding,
  ClusterServiceVersion,
  ConfigMap,
  CustomResourceDefinition,
  Deployment,
  InstallPlan,
  Namespace,
  OperatorCondition,
  Role,
  RoleBinding,
  Secret,
  Service,
  ServiceAccount,
  Subscription,
} from '@violet/api';
import { type Key, type Reader, type Watch, watch } from '@violet/controller';
import type { ResourceDefinition } from '@violet/kube';
import type { KubernetesObject } from '@violet/machinery';
import { originals } from '../cluster-service-version/watches.ts';
import { crdProjection } from '../crd-projection.ts';

type Selection = Pick<Watch, 'labelSelector' | 'metadataOnly' | 'project'>;

const managed = 'olm.managed=true';

/** The kinds of which operators are made, and which of their objects are looked at. */
const kinds: readonly (readonly [ResourceDefinition, Selection])[] = [
  [Deployment, { labelSelector: managed }],
  [Service, { labelSelector: managed }],
  [Namespace, { metadataOnly: true }],
  [ApiService, {}],
  [CustomResourceDefinition, { project: crdProjection }],
  [Subscription, {}],
  [InstallPlan, {}],
  [ClusterServiceVersion, { labelSelector: originals }],
  [OperatorCondition, {}],
  [Secret, { labelSelector: managed }],
  [ConfigMap, { labelSelector: managed, metadataOnly: true }],
  [ServiceAccount, { metadataOnly: true }],
  [Role, {}],
  [RoleBinding, {}],
  [ClusterRole, {}],
  [ClusterRoleBinding, {}],
];

export function componentWatches(keys: (object: KubernetesObject, cluster: string, reader: Reader) => Key[]): Watch[] {
  return kinds.map(([kind, selection]) => watch({ kind, ...selection, keys }));
}

/** All objects of those kinds, with their kind. */
export function* components(reader: Reader): Generator<{ kind: ResourceDefinition; object: KubernetesObject }> {
  for (const [kind] of kinds) for (const object of reader.list(kind)) yield { kind, object };
}
