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
import { type CacheIndex, type Key, type Reader, type Watch, watch } from '@violet/controller';
import type { ResourceDefinition } from '@violet/kube';
import type { KubernetesObject } from '@violet/machinery';
import { managed, originals } from '../cluster-service-version/watches.ts';
import type { Csv } from '../cluster-service-version/world.ts';
import { crdProjection } from '../crd-projection.ts';
import { belongings, byOwner } from '../ownership/belongings.ts';
import { componentLabelsOf } from './component-label.ts';
import type { Component } from './references.ts';

type Selection = Pick<Watch, 'labelSelector' | 'metadataOnly' | 'project'>;

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
  return kinds.map(([kind, selection]) => watch({ kind, ...selection, keys, indexes: [byComponentLabel, byOwner] }));
}

const byComponentLabel: CacheIndex = {
  name: 'olm-component',
  words: ({ metadata }) => componentLabelsOf(metadata.labels),
};

/** The objects of those kinds that carry a component label. */
export function componentsWith(label: string, reader: Reader): Component[] {
  return ofEachKind((kind) => reader.byIndex(kind, byComponentLabel, label));
}

/** The objects of those kinds that belong to a CSV. */
export function componentsOwnedBy(csv: Csv, reader: Reader): Component[] {
  return ofEachKind((kind) => belongings(kind, csv, reader));
}

function ofEachKind(find: (kind: ResourceDefinition) => readonly KubernetesObject[]): Component[] {
  return kinds.flatMap(([kind]) => find(kind).map((object) => ({ kind, object })));
}
