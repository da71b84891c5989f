import { type Json, jsonEqual } from '../json.ts';
import type { KubernetesObject, ManagedFieldsEntry } from '../object.ts';
import type { Schema } from '../schema/schema.ts';
import { capManagers } from './cap-managers.ts';
import { compareObjects, withoutFields } from './compare-objects.ts';
import { emptyFieldSet, type FieldSet, isEmptySet, newFieldSet, recursiveDifference, union } from './field-set.ts';
import { type Managers, managerKey, type Ownership, printManagers, readManagers } from './managers.ts';
import { type MergeType, objectMergeType } from './merge-type.ts';
import { afterChange } from './own-changes.ts';
import { nameElement } from './path-element.ts';
import { reconcileFields } from './reconcile-fields.ts';
import { withoutUntracked } from './untracked-fields.ts';

/** Who writes, and through which door. */
export interface FieldWriter {
  /** As the client names itself; empty becomes `unknown`. */
  manager: string;
  /** Of the request, such as `apps/v1`. */
  apiVersion: string;
  subresource?: string;
  now: Date;
  /** Members that this door does not write, such as `status` where it is a subresource: paths of names. */
  resetFields?: readonly (readonly string[])[];
}

export interface UpdateRequest extends FieldWriter {
  /** Of the kind; absent where nothing is known of it. */
  schema?: Schema;
  /** The stored object; at a creation, what the kind's server makes of nothing (`{}` for custom kinds). */
  live: object;
  /** The object to be stored, in the same form as `live`; its `managedFields` are what the client sent. */
  updated: KubernetesObject;
}

/**
 * The `metadata.managedFields` of an object after a create, update or patch (server-side apply has `applyPatch`). The
 * writer owns what the write changed; others lose it. A client that sends `[]` resets them. Entries that cannot be read
 * count as none, because a write must not fail for them.
 */
export function updateManagedFields(request: UpdateRequest): ManagedFieldsEntry[] {
  const live = request.live as Partial<KubernetesObject>;
  const managers = managersOf(live, request.updated, request.subresource !== undefined);
  const exists = live.metadata?.uid !== undefined;
  // An object from before fields were tracked stays untracked until its first apply.
  if (managers.size === 0 && exists) return [];
  const type = objectMergeType(request.schema);
  const reconciled = new Map(
    [...managers].map(([key, ownership]) => [key, { ...ownership, fields: reconcileFields(ownership.fields, type) }]),
  );
  return printManagers(capManagers(ownUpdate(type, reconciled, live, request.updated, request)));
}

/** An update's share in ownership; used for the first apply too, which finds fields that nobody owns. */
export function ownUpdate(
  type: MergeType,
  managers: Managers,
  live: object,
  updated: object,
  writer: FieldWriter,
): Map<string, Ownership> {
  const reset = resetSet(writer);
  const comparison = withoutFields(compareObjects(type, trackedOf(live), trackedOf(updated)), reset);
  const remaining = afterChange(managers, comparison);
  const written = union(comparison.modified, comparison.added);
  const fields = withoutUntracked(recursiveDifference(written, reset));
  if (isEmptySet(fields)) return remaining;
  const ownership = ownershipOf(writer, 'Update', fields);
  const previous = remaining.get(managerKey(ownership));
  remaining.set(managerKey(ownership), {
    ...ownership,
    fields: previous === undefined ? fields : union(fields, previous.fields),
    time: printTime(writer.now),
  });
  return remaining;
}

export function ownershipOf(writer: FieldWriter, operation: 'Apply' | 'Update', fields: FieldSet): Ownership {
  const { manager, apiVersion, subresource = '' } = writer;
  return { manager: manager === '' ? 'unknown' : manager, operation, apiVersion, subresource, time: undefined, fields };
}

export function resetSet({ resetFields = [] }: FieldWriter): FieldSet {
  return resetFields.length === 0 ? emptyFieldSet : newFieldSet(resetFields.map((path) => path.map(nameElement)));
}

/** `metadata.time` in whole seconds. */
export function printTime(now: Date): string {
  return `${now.toISOString().slice(0, 19)}Z`;
}

/** The object as it is compared: entries about fields are no field. */
export function trackedOf(object: object): Json {
  const { metadata, ...rest } = object as Partial<KubernetesObject>;
  if (metadata?.managedFields === undefined) return object as Json;
  const { managedFields: _, ...tracked } = metadata;
  return { ...rest, metadata: tracked } as unknown as Json;
}

function managersOf(live: Partial<KubernetesObject>, updated: KubernetesObject, isSubresource: boolean): Managers {
  const stored = live.metadata?.managedFields ?? [];
  const sent = updated.metadata.managedFields;
  if (isSubresource) return readOrNone(stored);
  if (sent !== undefined && isReset(sent)) return new Map();
  const managers = sent === undefined ? undefined : readIfValid(sent);
  return managers === undefined || managers.size === 0 ? readOrNone(stored) : managers;
}

/** `[]`, or the one empty entry that some clients send in its place. */
function isReset(sent: readonly ManagedFieldsEntry[] | null): boolean {
  if (sent === null) return false;
  return sent.length === 0 || (sent.length === 1 && jsonEqual(sent[0], {}));
}

function readOrNone(entries: readonly ManagedFieldsEntry[]): Managers {
  return readIfValid(entries) ?? new Map();
}

function readIfValid(entries: readonly ManagedFieldsEntry[] | null): Managers | undefined {
  try {
    return readManagers(entries ?? []);
  } catch {
    return undefined;
  }
}
