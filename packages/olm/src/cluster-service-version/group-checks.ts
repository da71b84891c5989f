import { Deployment, OperatorGroup, olmAnnotations } from '@violet/api';
import { done } from '@violet/controller';
import type { Stored } from '@violet/machinery';
import { parseTargets } from '../operator-group/namespace-set.ts';
import { judgeProvidedApis, printApis, providedApisOf } from '../operator-group/provided-apis.ts';
import { type ApiSet, apiSurfaceOf } from './api-surface.ts';
import { installModesProblem, unsupportedTargets } from './install-modes.ts';
import { type Move, move } from './move.ts';
import type { Csv, CsvWorld } from './world.ts';

/** Whether the operator can watch what its group targets. Undefined to go on. */
export function checkInstallModes({ spec, metadata }: Csv): Move | undefined {
  const problem = installModesProblem(spec.installModes);
  if (problem !== undefined) return move('Failed', 'invalidInstallModes', problem);
  const targets = metadata.annotations?.[olmAnnotations.targetNamespaces];
  if (targets === undefined) return move('Failed', 'noTargetNamespaces', 'csv missing olm.targetNamespaces annotation');
  const unsupported = unsupportedTargets(spec.installModes, metadata.namespace ?? '', parseTargets(targets));
  return unsupported === undefined ? undefined : move('Failed', 'unsupportedOperatorGroup', unsupported);
}

/** Settles which group provides the CSV's APIs where the targets of groups meet. Undefined to go on. */
export async function settleProvidedApis(csv: Csv, world: CsvWorld): Promise<Move | undefined> {
  const [group] = world.groups;
  const provided = apiSurfaceOf(csv.spec)?.provided;
  if (group === undefined || provided === undefined) return undefined;
  const verdict = judgeProvidedApis(provided, group, world.otherGroups);
  if (verdict === 'settled') return undefined;
  if (verdict !== 'conflict' && group.spec?.staticProvidedAPIs === true)
    return await refuse(csv, world, 'cannotModifyStaticProvidedApis', staticMessage);
  if (verdict === 'conflict') return await refuse(csv, world, 'interOperatorGroupOwnerConflict', conflictMessage);
  const own = providedApisOf(group);
  const next = verdict === 'add' ? union(own, provided) : difference(own, provided);
  // An API whose name cannot be listed would be added for ever.
  if (printApis(next) === group.metadata.annotations?.[olmAnnotations.providedApis]) return undefined;
  await annotateProvidedApis(group, next, world.reader);
  return { outcome: done };
}

const staticMessage = 'static provided api operatorgroup cannot be modified by these apis';
const conflictMessage = 'intersecting operatorgroups provide the same apis';

/** Stops the operator, too: two of them must not work on the same objects. */
async function refuse(
  csv: Csv,
  { reader }: CsvWorld,
  reason: 'cannotModifyStaticProvidedApis' | 'interOperatorGroupOwnerConflict',
  message: string,
): Promise<Move> {
  const deployments = reader.client.resource(Deployment, csv.metadata.namespace);
  for (const { name } of csv.spec.install.spec?.deployments ?? [])
    if (reader.get(Deployment, name, csv.metadata.namespace) !== undefined) await deployments.delete(name);
  return move('Failed', reason, message);
}

export async function annotateProvidedApis(
  group: Stored<OperatorGroup>,
  apis: ApiSet,
  reader: CsvWorld['reader'],
): Promise<void> {
  const { name, namespace, resourceVersion } = group.metadata;
  const annotations = { [olmAnnotations.providedApis]: printApis(apis) };
  const written = await reader.client
    .resource(OperatorGroup, namespace)
    .patch(name, { type: 'merge', body: { metadata: { resourceVersion, annotations } } }, { fieldManager: 'olm' });
  await reader.whenSeen(OperatorGroup, written);
}

function union(left: ApiSet, right: ApiSet): ApiSet {
  return new Set([...left, ...right]);
}

function difference(left: ApiSet, right: ApiSet): ApiSet {
  return new Set([...left].filter((api) => !right.has(api)));
}
