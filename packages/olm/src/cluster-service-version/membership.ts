import { ClusterServiceVersion, Namespace, type OperatorGroup, olmAnnotations } from '@violet/api';
import { done, type StepContext } from '@violet/controller';
import type { Stored } from '@violet/machinery';
import { printTargets } from '../operator-group/namespace-set.ts';
import { targetsOf } from '../operator-group/targets.ts';
import { apiSurfaceOf } from './api-surface.ts';
import { type Move, move } from './move.ts';
import type { Csv, CsvWorld } from './world.ts';

/** Annotations by which a CSV says whose member it is; targets only when the group knows them. */
export function groupAnnotations({ metadata, status }: Stored<OperatorGroup>): Record<string, string> {
  const targets = status?.namespaces ?? [];
  return {
    [olmAnnotations.operatorNamespace]: metadata.namespace ?? '',
    [olmAnnotations.operatorGroup]: metadata.name,
    ...(targets.length === 0 ? {} : { [olmAnnotations.targetNamespaces]: printTargets(targets) }),
  };
}

/** A CRD without a group in its name: only a change of the CSV can help. Undefined to go on. */
export function readApis({ spec }: Csv): Move | undefined {
  return apiSurfaceOf(spec) === undefined ? { outcome: done } : undefined;
}

/** Makes the CSV a member of the one group of its namespace. Undefined to go on. */
export async function joinGroup(csv: Csv, world: CsvWorld, _context: StepContext): Promise<Move | undefined> {
  const [group, another] = world.groups;
  if (group === undefined) return move('Failed', 'noOperatorGroup', 'csv in namespace with no operatorgroups');
  if (another !== undefined) {
    const message = "csv created in namespace with multiple operatorgroups, can't pick one automatically";
    return move('Failed', 'tooManyOperatorGroups', message);
  }
  const missing = without(groupAnnotations(group), csv.metadata.annotations);
  if (Object.keys(missing).length > 0) {
    await patchMetadata(csv, world.reader, { annotations: missing });
    return { outcome: done };
  }
  if ((group.status?.namespaces ?? []).length > 0) return undefined;
  // The group has not been looked at yet.
  if (targetsOf(group, world.reader.list(Namespace)).length > 0) return { outcome: done };
  const message = 'no targetNamespaces are matched operatorgroups namespace selection';
  return move('Failed', 'noTargetNamespaces', message);
}

async function patchMetadata(
  csv: Csv,
  reader: CsvWorld['reader'],
  metadata: { annotations: Record<string, string> },
): Promise<void> {
  const { name, namespace, resourceVersion } = csv.metadata;
  const written = await reader.client
    .resource(ClusterServiceVersion, namespace)
    .patch(name, { type: 'merge', body: { metadata: { resourceVersion, ...metadata } } }, { fieldManager: 'olm' });
  await reader.whenSeen(ClusterServiceVersion, written);
}

function without(wanted: Record<string, string>, present: Record<string, string> | undefined): Record<string, string> {
  return Object.fromEntries(Object.entries(wanted).filter(([key, value]) => present?.[key] !== value));
}
