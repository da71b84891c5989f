import { Failure } from '../failure.ts';
import { cloneJson, type Json, jsonEqual } from '../json.ts';
import { type KubernetesObject, type ManagedFieldsEntry, type ObjectMeta, parseApiVersion } from '../object.ts';
import type { Schema } from '../schema/schema.ts';
import { checkValue } from './check-value.ts';
import { compareObjects, withoutFields } from './compare-objects.ts';
import { conflictFailure, conflictsOf } from './conflict.ts';
import { hasPath, recursiveDifference } from './field-set.ts';
import { fieldsOf } from './fields-of.ts';
import { lastAppliedFields, updateLastApplied } from './last-applied.ts';
import { type Managers, managerKey, type Ownership, printManagers, readManagers } from './managers.ts';
import { mergeObjects } from './merge-objects.ts';
import { type MergeType, objectMergeType } from './merge-type.ts';
import { afterChange, contestedFields } from './own-changes.ts';
import { pruneApplied } from './prune-applied.ts';
import { reconcileFields } from './reconcile-fields.ts';
import { withoutUntracked } from './untracked-fields.ts';
import { type FieldWriter, ownershipOf, ownUpdate, printTime, resetSet, trackedOf } from './update-managed-fields.ts';

export interface ApplyRequest extends FieldWriter {
  /** Of the kind; absent where nothing is known of it. */
  schema?: Schema;
  /** The stored object; absent where the apply creates it. */
  live?: KubernetesObject;
  /** What the kind's server makes of nothing; `{}` (custom kinds) unless told. */
  empty?: object;
  /** What the client applies, as it sent it. */
  applied: KubernetesObject;
  /** Take fields from other managers. */
  force: boolean;
}

export interface Applied {
  /** The merged object without `managedFields`; null stands where a container lost all it held. */
  object: KubernetesObject;
  managedFields: ManagedFieldsEntry[];
}

/**
 * Server-side apply. Throws Conflict with a cause for each field that others own and the applied object changes, and
 * BadRequest where it cannot be merged by its schema. Neither object is changed.
 */
export function applyPatch(request: ApplyRequest): Applied {
  try {
    return apply(request, request.force);
  } catch (error) {
    if (request.manager === 'kubectl' && error instanceof ContestedError) {
      return applyOverLastApplied(request, error);
    }
    throw error instanceof ContestedError ? conflictFailure(error.conflicts) : error;
  }
}

/** Conflicts that may yet be allowed. */
class ContestedError extends Error {
  override readonly name = 'ContestedError';
  readonly conflicts: ReturnType<typeof conflictsOf>;

  constructor(conflicts: ReturnType<typeof conflictsOf>) {
    super('conflicts');
    this.conflicts = conflicts;
  }
}

function applyOverLastApplied(request: ApplyRequest, { conflicts }: ContestedError): Applied {
  const type = objectMergeType(request.schema);
  const allowed = request.live === undefined ? undefined : lastAppliedFields(type, request.live, request.apiVersion);
  if (allowed === undefined) throw conflictFailure(conflicts);
  const remaining = conflicts.filter(({ path }) => !hasPath(allowed, path));
  if (remaining.length > 0) throw conflictFailure(remaining);
  return apply(request, true);
}

function apply(request: ApplyRequest, force: boolean): Applied {
  const { applied, now } = request;
  const empty = request.empty ?? {};
  const stored = request.live ?? empty;
  const live = trackedOf(stored);
  const type = objectMergeType(request.schema);
  checkApplied(type, request);

  const managers = knownManagers(type, request, stored, empty);
  const reset = resetSet(request);
  const fields = recursiveDifference(fieldsOf(type, applied as unknown as Json), reset);
  const ownership = ownershipOf(request, 'Apply', fields);
  const self = managerKey(ownership);
  const last = managers.get(self);
  managers.set(self, { ...ownership, time: last?.time });

  const combined = mergeObjects(type, live, applied as unknown as Json) ?? {};
  const merged = pruneApplied(type, combined, managers, last?.fields);
  const comparison = withoutFields(compareObjects(type, live, merged), reset);
  if (!force) {
    const conflicts = conflictsOf(managers, contestedFields(managers, comparison, self));
    if (conflicts.length > 0) throw new ContestedError(conflicts);
  }
  const owners = afterChange(managers, comparison, self);
  const changed = !jsonEqual(live, merged);
  const own = owners.get(self);
  if (own !== undefined) settle(owners, self, changed ? { ...own, time: printTime(now) } : own);

  const object = tidy(cloneJson(changed ? merged : live) as unknown as KubernetesObject);
  if (request.manager === 'kubectl') updateLastApplied(object, applied);
  return { object, managedFields: printManagers(owners) };
}

function settle(owners: Map<string, Ownership>, key: string, ownership: Ownership): void {
  const fields = withoutUntracked(ownership.fields);
  if (fields.members.size + fields.children.size === 0) owners.delete(key);
  else owners.set(key, { ...ownership, fields });
}

/** The managers of the stored object; what nobody owns at a first apply is said to be from before it. */
function knownManagers(type: MergeType, request: ApplyRequest, stored: object, empty: object): Map<string, Ownership> {
  const entries = (stored as Partial<KubernetesObject>).metadata?.managedFields ?? [];
  let managers: Managers = readManagers(entries);
  if (managers.size === 0) {
    managers = ownUpdate(type, managers, empty, stored, { ...request, manager: 'before-first-apply' });
  }
  return new Map(
    [...managers].map(([key, ownership]) => [key, { ...ownership, fields: reconcileFields(ownership.fields, type) }]),
  );
}

function checkApplied(type: MergeType, { applied, apiVersion }: ApplyRequest): void {
  if (applied.apiVersion !== apiVersion) {
    const message = `Incorrect version specified in apply patch. Specified patch version: ${applied.apiVersion}, expected: ${apiVersion}`;
    throw new Failure('BadRequest', message);
  }
  if (applied.metadata?.managedFields !== undefined && applied.metadata.managedFields !== null) {
    throw new Failure('BadRequest', 'metadata.managedFields must be nil');
  }
  const problems = checkValue(type, applied as unknown as Json);
  if (problems.length === 0) return;
  const { namespace = '', name = '' } = applied.metadata ?? {};
  const { group, version } = parseApiVersion(applied.apiVersion);
  const kind = `${group}/${version}, Kind=${applied.kind}`;
  const text =
    problems.length === 1 ? problems[0] : ['errors:', ...problems.map((problem) => `  ${problem}`)].join('\n');
  throw new Failure('BadRequest', `failed to create typed patch object (${namespace}/${name}; ${kind}): ${text}`);
}

/** In metadata, what is empty is not there. */
function tidy(object: KubernetesObject): KubernetesObject {
  const metadata: ObjectMeta = object.metadata ?? {};
  for (const [member, value] of Object.entries(metadata)) {
    if (value === null) delete metadata[member as keyof ObjectMeta];
  }
  object.metadata = metadata;
  return object;
}
