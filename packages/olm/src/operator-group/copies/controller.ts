import {
  ClusterRole,
  ClusterRoleBinding,
  ClusterServiceVersion,
  Namespace,
  OlmConfig,
  OperatorGroup,
  olmAnnotations,
  Role,
  RoleBinding,
  ServiceAccount,
} from '@violet/api';
import { type Controller, defineController, type Key, keyOf, type Reader, watch } from '@violet/controller';
import type { KubernetesObject, Stored } from '@violet/machinery';
import { originals } from '../../cluster-service-version/watches.ts';
import { type Csv, isCopied, originalCsvs } from '../../cluster-service-version/world.ts';
import { owningCsvs } from '../../ownership/owner.ts';
import { contains, parseTargets } from '../namespace-set.ts';
import { byOriginal, CopiedCsv, copies, copyProjection, originalsOf } from './copy.ts';
import { type CopyWorld, copiesAreEnabled, removeCopies, spread, targetsOfMember } from './reconcile.ts';

/** Shows operators in the namespaces that they manage, and gives them their permissions there. */
export function copiesController(protectedNamespaces: readonly string[]): Controller {
  const known = new Map<string, Map<string, boolean>>();
  const observe = (csv: Csv, reader: Reader): CopyWorld => {
    const announced = known.get(reader.cluster) ?? new Map<string, boolean>();
    known.set(reader.cluster, announced);
    const targets = targetsOfMember(csv, reader);
    return { reader, targets, enabled: copiesAreEnabled(reader), protectedNamespaces, announced };
  };
  return defineController({
    name: 'copied-csv',
    scope: 'member',
    kind: ClusterServiceVersion,
    labelSelector: originals,
    patienceMs: PATIENCE_MS,
    concerns: (csv) => !isCopied(csv),
    watches: [
      watch({
        kind: CopiedCsv,
        labelSelector: copies,
        project: copyProjection,
        indexes: [byOriginal],
        keys: originalKeys,
      }),
      watch({ kind: OperatorGroup, keys: membersOf }),
      watch({ kind: OlmConfig, keys: everyOriginal }),
      watch({ kind: Namespace, metadataOnly: true, keys: watching }),
      watch({ kind: Role, keys: owners }),
      watch({ kind: RoleBinding, keys: owners }),
      watch({ kind: ClusterRole, keys: () => [] }),
      watch({ kind: ClusterRoleBinding, keys: () => [] }),
      watch({ kind: ServiceAccount, metadataOnly: true, keys: owners }),
    ],
    observe,
    steps: [spread],
    whenAbsent: removeCopies,
  });
}

/** An operator takes some steps before it runs: each of them would be a write of every copy. */
const PATIENCE_MS = 500;

const owners = (object: KubernetesObject): Key[] => owningCsvs(object);

function originalKeys(copy: Stored<CopiedCsv>): Key[] {
  return originalsOf(copy).map((namespace) => ({ name: copy.metadata.name, namespace }));
}

function membersOf({ metadata }: Stored<OperatorGroup>, _cluster: string, reader: Reader): Key[] {
  return originalCsvs(reader, metadata.namespace).map(keyOf);
}

function everyOriginal(_changed: KubernetesObject, _cluster: string, reader: Reader): Key[] {
  return originalCsvs(reader).map(keyOf);
}

/** The originals of operators that watch this namespace. */
function watching({ metadata: { name = '' } }: KubernetesObject, _cluster: string, reader: Reader): Key[] {
  return originalCsvs(reader)
    .filter(({ metadata }) => {
      const targets = metadata.annotations?.[olmAnnotations.targetNamespaces];
      return targets !== undefined && contains(parseTargets(targets), name);
    })
    .map(keyOf);
}
