import {
  ApiService,
  ClusterRole,
  ClusterRoleBinding,
  ClusterServiceVersion,
  CustomResourceDefinition,
  csvReasons,
  Deployment,
  MutatingWebhookConfiguration,
  Namespace,
  OperatorCondition,
  OperatorGroup,
  Role,
  RoleBinding,
  Secret,
  Service,
  ServiceAccount,
  Subscription,
  ValidatingWebhookConfiguration,
} from '@violet/api';
import { type Key, keyOf, type Reader, type Watch, watch } from '@violet/controller';
import type { KubernetesObject, Stored } from '@violet/machinery';
import { crdProjection } from '../crd-projection.ts';
import { csvKind, labelledOwner, owningCsvs } from '../ownership/owner.ts';
import { replacementChain } from './replacement.ts';
import { type Csv, originalCsvs } from './world.ts';

/** All CSVs but copies; a cache that several controllers share. */
export const originals = '!olm.copiedFrom';
const ownedByCsv = `olm.owner.kind=${csvKind}`;
/** Made by OLM; the same selection, whoever asks for it, is one cache. */
export const managed = 'olm.managed=true';

const owners = (object: KubernetesObject): Key[] => owningCsvs(object);
const inNamespace = ({ metadata }: KubernetesObject, _cluster: string, reader: Reader): Key[] =>
  originalCsvs(reader, metadata.namespace).map(keyOf);

/** Everything on which a CSV depends, and which CSVs depend on it. */
export const csvWatches: readonly Watch[] = [
  watch({ kind: ClusterServiceVersion, labelSelector: originals, keys: neighbours }),
  watch({ kind: OperatorGroup, keys: membersAndRivals }),
  watch({ kind: OperatorCondition, keys: inNamespace }),
  watch({ kind: Subscription, keys: subscribedCsvs }),
  watch({ kind: Deployment, labelSelector: managed, keys: owners }),
  watch({ kind: Secret, labelSelector: managed, keys: owners }),
  watch({ kind: Service, labelSelector: managed, keys: owners }),
  watch({ kind: ServiceAccount, metadataOnly: true, keys: waiting }),
  watch({ kind: Role, keys: waitingOrOwners }),
  watch({ kind: RoleBinding, keys: waitingOrOwners }),
  watch({ kind: ClusterRole, keys: waitingOrOwners }),
  watch({ kind: ClusterRoleBinding, keys: waitingOrOwners }),
  watch({ kind: CustomResourceDefinition, project: crdProjection, keys: usersOfCrd }),
  watch({ kind: ApiService, keys: usersOfApi }),
  watch({ kind: ValidatingWebhookConfiguration, labelSelector: ownedByCsv, keys: owners }),
  watch({ kind: MutatingWebhookConfiguration, labelSelector: ownedByCsv, keys: owners }),
  watch({ kind: Namespace, metadataOnly: true, keys: () => [] }),
];

/** The others of a CSV's chain: each waits for the one before or after it. */
function neighbours(csv: Stored<ClusterServiceVersion>, _cluster: string, reader: Reader): Key[] {
  const csvs = originalCsvs(reader, csv.metadata.namespace);
  const chain = replacementChain(csv, csvs);
  const isConcerned = ({ metadata, status }: Csv) =>
    chain.has(metadata.name) || metadata.name === csv.spec.replaces || status?.reason === csvReasons.ownerConflict;
  return csvs.filter((other) => other.metadata.name !== csv.metadata.name && isConcerned(other)).map(keyOf);
}

/** The group's CSVs, and those anywhere that a group keeps from working. */
function membersAndRivals(group: Stored<OperatorGroup>, _cluster: string, reader: Reader): Key[] {
  const isBlocked = ({ status }: Csv) =>
    status?.reason === csvReasons.interOperatorGroupOwnerConflict ||
    status?.reason === csvReasons.cannotModifyStaticProvidedApis;
  return originalCsvs(reader)
    .filter((csv) => csv.metadata.namespace === group.metadata.namespace || isBlocked(csv))
    .map(keyOf);
}

function subscribedCsvs({ metadata: { namespace }, status }: Stored<Subscription>): Key[] {
  const names = new Set([status?.installedCSV ?? '', status?.currentCSV ?? '']);
  return namespace === undefined ? [] : [...names].filter((name) => name !== '').map((name) => ({ name, namespace }));
}

/** CSVs that do not run, and may because of what has changed in their namespace or in the cluster. */
function waiting({ metadata }: KubernetesObject, _cluster: string, reader: Reader): Key[] {
  return originalCsvs(reader, metadata.namespace)
    .filter(({ status }) => status?.phase === 'Pending' || status?.phase === 'Failed')
    .map(keyOf);
}

function waitingOrOwners(object: KubernetesObject, cluster: string, reader: Reader): Key[] {
  return [...waiting(object, cluster, reader), ...owners(object)];
}

function usersOfCrd({ metadata }: KubernetesObject, _cluster: string, reader: Reader): Key[] {
  return originalCsvs(reader)
    .filter(({ spec }) => {
      const { owned = [], required = [] } = spec.customresourcedefinitions ?? {};
      return [...owned, ...required].some(({ name }) => name === metadata.name);
    })
    .map(keyOf);
}

function usersOfApi(service: Stored<ApiService>, _cluster: string, reader: Reader): Key[] {
  const owner = labelledOwner(service, csvKind);
  const users = originalCsvs(reader).filter(({ spec }) => {
    const { owned = [], required = [] } = spec.apiservicedefinitions ?? {};
    return [...owned, ...required].some(({ version, group }) => `${version}.${group}` === service.metadata.name);
  });
  return [...(owner === undefined ? [] : [owner]), ...users.map(keyOf)];
}
