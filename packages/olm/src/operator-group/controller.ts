import { ClusterRole, ClusterServiceVersion, Namespace, OperatorGroup, ServiceAccount } from '@violet/api';
import { type Controller, defineController, type Key, keyOf, type Reader, watch } from '@violet/controller';
import type { KubernetesObject, Stored } from '@violet/machinery';
import { originals } from '../cluster-service-version/watches.ts';
import { originalCsvs } from '../cluster-service-version/world.ts';
import { labelledOwner } from '../ownership/owner.ts';
import { groupKind, removeGroupRoles } from './group-roles.ts';
import { annotateMembers, type GroupWorld, lookAround, selectTargets, shareApis } from './reconcile.ts';

/** Which namespaces the operators of a namespace watch, and what their APIs grant there. */
export function operatorGroupController(): Controller {
  return defineController({
    name: 'operator-group',
    scope: 'member',
    kind: OperatorGroup,
    watches: [
      watch({ kind: OperatorGroup, keys: inNamespace }),
      watch({ kind: ClusterServiceVersion, labelSelector: originals, keys: inNamespace }),
      watch({ kind: ServiceAccount, metadataOnly: true, keys: namingAccount }),
      watch({ kind: Namespace, metadataOnly: true, keys: selecting }),
      watch({ kind: ClusterRole, keys: owner }),
    ],
    observe,
    steps: [lookAround, selectTargets, annotateMembers, shareApis],
    whenAbsent: removeGroupRoles,
  });
}

function observe({ metadata }: Stored<OperatorGroup>, reader: Reader): GroupWorld {
  const { namespace } = metadata;
  return {
    reader,
    neighbours: reader.list(OperatorGroup, namespace).length,
    members: originalCsvs(reader, namespace),
  };
}

function inNamespace({ metadata }: KubernetesObject, _cluster: string, reader: Reader): Key[] {
  return reader.list(OperatorGroup, metadata.namespace).map(keyOf);
}

function namingAccount({ metadata }: KubernetesObject, _cluster: string, reader: Reader): Key[] {
  return reader
    .list(OperatorGroup, metadata.namespace)
    .filter(({ spec }) => spec?.serviceAccountName === metadata.name)
    .map(keyOf);
}

/** Only a group with a selector depends on which namespaces there are. */
function selecting(_namespace: KubernetesObject, _cluster: string, reader: Reader): Key[] {
  return reader
    .list(OperatorGroup)
    .filter(({ spec }) => spec?.selector !== undefined)
    .map(keyOf);
}

function owner(role: Stored<ClusterRole>): Key[] {
  const group = labelledOwner(role, groupKind);
  return group === undefined ? [] : [group];
}
