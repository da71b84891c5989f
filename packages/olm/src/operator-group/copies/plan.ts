import { type ClusterServiceVersion, type CsvReason, csvReasons, olmAnnotations } from '@violet/api';
import type { Stored } from '@violet/machinery';
import { contains, isAllNamespaces, parseTargets } from '../namespace-set.ts';
import type { CopiedCsv, CopyHashes } from './copy.ts';

type Copy = Stored<CopiedCsv>;

/** Reasons for which an operator is not shown in the namespaces that it would manage. */
const uncopiable: readonly (CsvReason | undefined)[] = [
  csvReasons.copied,
  csvReasons.invalidInstallModes,
  csvReasons.noTargetNamespaces,
  csvReasons.unsupportedOperatorGroup,
  csvReasons.noOperatorGroup,
  csvReasons.tooManyOperatorGroups,
  csvReasons.interOperatorGroupOwnerConflict,
  csvReasons.cannotModifyStaticProvidedApis,
];

export interface CopySurroundings {
  /** What the operator's group targets; undefined while the CSV is no member of it. */
  targets: readonly string[] | undefined;
  /** Names of the targeted namespaces that there are and that stay. */
  namespaces: readonly string[];
  copies: readonly Copy[];
  /** False where an OLMConfig turns copies of operators for all namespaces off. */
  enabled: boolean;
  /** Namespaces that have copies even then. */
  protectedNamespaces: readonly string[];
  /** What the copies should say. */
  hashes: () => CopyHashes;
}

export interface CopyPlan {
  create: string[];
  update: Copy[];
  /** Right but for the status. */
  updateStatus: Copy[];
  remove: Copy[];
}

/** What is to be done for each target namespace to have its copy, and no other. */
export function planCopies(csv: Stored<ClusterServiceVersion>, around: CopySurroundings): CopyPlan {
  const wanted = new Set(wantedNamespaces(csv, around));
  const mayStay = stayingNamespaces(csv, around);
  const there = new Set(around.copies.map(({ metadata }) => metadata.namespace));
  const hasContent = ({ contentHash }: Copy) => contentHash === around.hashes().content;
  const kept = around.copies.filter(({ metadata }) => wanted.has(metadata.namespace ?? ''));
  return {
    create: [...wanted].filter((namespace) => !there.has(namespace)),
    update: kept.filter((copy) => !hasContent(copy)),
    updateStatus: kept.filter((copy) => hasContent(copy) && copy.statusHash !== around.hashes().status),
    remove: around.copies.filter(({ metadata }) => !mayStay(metadata.namespace ?? '')),
  };
}

function wantedNamespaces(csv: Stored<ClusterServiceVersion>, around: CopySurroundings): string[] {
  const { phase = '', reason } = csv.status ?? {};
  const { targets, namespaces } = around;
  if (targets === undefined || phase === '' || uncopiable.includes(reason)) return [];
  const own = csv.metadata.namespace ?? '';
  const others = namespaces.filter((namespace) => namespace !== own);
  if (isAllNamespaces(targets) && !around.enabled)
    return others.filter((namespace) => around.protectedNamespaces.includes(namespace));
  return others.filter((namespace) => contains(targets, namespace));
}

/** A copy goes when its operator has stopped to target its namespace, not while the operator has other troubles. */
function stayingNamespaces(
  csv: Stored<ClusterServiceVersion>,
  { targets, enabled, protectedNamespaces }: CopySurroundings,
): (namespace: string) => boolean {
  if (csv.status?.reason === csvReasons.interOperatorGroupOwnerConflict) return () => false;
  if (targets !== undefined && isAllNamespaces(targets) && !enabled)
    return (namespace) => protectedNamespaces.includes(namespace);
  const annotated = parseTargets(csv.metadata.annotations?.[olmAnnotations.targetNamespaces] ?? '');
  return (namespace) => namespace !== csv.metadata.namespace && contains(annotated, namespace);
}
