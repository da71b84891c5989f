import { ClusterServiceVersion, Namespace, type OperatorGroup } from '@violet/api';
import { done, type Outcome, type Reader, type StepContext } from '@violet/controller';
import { isFailure, type Stored } from '@violet/machinery';
import { type ApiSet, apiSurfaceOf } from '../cluster-service-version/api-surface.ts';
import { annotateProvidedApis } from '../cluster-service-version/group-checks.ts';
import { groupAnnotations } from '../cluster-service-version/membership.ts';
import type { Csv } from '../cluster-service-version/world.ts';
import { ensureGroupRoles } from './group-roles.ts';
import { providedApisOf } from './provided-apis.ts';
import { findServiceAccount, judgeNeighbours, updateStatus } from './status.ts';
import { sameTargets, targetsOf } from './targets.ts';

type Group = Stored<OperatorGroup>;

export interface GroupWorld {
  reader: Reader;
  /** How many groups there are in the namespace. */
  neighbours: number;
  /** The CSVs of the namespace. */
  members: readonly Csv[];
}

/** Who else there is, and as whom operators are installed. */
export async function lookAround(
  group: Group,
  { reader, neighbours }: GroupWorld,
  context: StepContext,
): Promise<Outcome | undefined> {
  judgeNeighbours(group, neighbours, context);
  return (await findServiceAccount(group, reader, context)) ? undefined : done;
}

/** Finds the namespaces that the group targets. */
export function selectTargets(group: Group, { reader }: GroupWorld, context: StepContext): Outcome | undefined {
  const targets = targetsOf(group, reader.list(Namespace));
  if (sameTargets(targets, group.status?.namespaces ?? [])) return undefined;
  updateStatus(group, { namespaces: targets }, context.now());
  // Its members are told of targets that are written.
  return done;
}

/** Tells the CSVs of the namespace whose members they are. */
export async function annotateMembers(group: Group, { reader, members, neighbours }: GroupWorld): Promise<void> {
  // Each of several groups would take the members from the others, again and again.
  if (neighbours > 1) return;
  const wanted = groupAnnotations(group);
  for (const { metadata } of members) {
    if (Object.entries(wanted).every(([key, value]) => metadata.annotations?.[key] === value)) continue;
    const { name, namespace, resourceVersion } = metadata;
    const body = { metadata: { resourceVersion, annotations: wanted } };
    const csvs = reader.client.resource(ClusterServiceVersion, namespace);
    try {
      await csvs.patch(name, { type: 'merge', body }, { fieldManager: 'olm' });
    } catch (error) {
      if (!isFailure(error, 'NotFound')) throw error;
    }
  }
}

/** Grants what the APIs of the group's operators grant, and forgets those of operators that are gone. */
export async function shareApis(group: Group, { reader, members }: GroupWorld): Promise<void> {
  const listed = providedApisOf(group);
  const provided = providedByMembers(members);
  await ensureGroupRoles(group, new Set([...listed, ...provided]), reader);
  if (group.spec?.staticProvidedAPIs === true) return;
  const kept = new Set([...listed].filter((api) => provided.has(api)));
  if (kept.size < listed.size && !isBeginning(members, listed)) await annotateProvidedApis(group, kept, reader);
}

function providedByMembers(members: readonly Csv[]): Set<string> {
  return new Set(members.flatMap(({ spec }) => [...(apiSurfaceOf(spec)?.provided ?? [])]));
}

/** A CSV that has just come may still list the APIs of one that has just gone. */
function isBeginning(members: readonly Csv[], listed: ApiSet): boolean {
  return members.some(({ metadata, spec, status }) => {
    const phase = status?.phase ?? '';
    if (metadata.deletionTimestamp !== undefined || (phase !== '' && phase !== 'Pending')) return false;
    return [...(apiSurfaceOf(spec)?.provided ?? [])].some((api) => !listed.has(api));
  });
}
