import { type ManagedFieldsEntry, parseFieldsV1, printFieldsV1, union } from '@violet/machinery';

/**
 * The managers of an object after what `manager` owns by updates has become what it owns by apply, as client-go's
 * `csaupgrade` has it; undefined where nothing changes. Without it, the next apply could drop no field that an update
 * once set. Entries come as the API server sorts them: applies first, then the oldest update.
 */
export function ownedByApply(
  entries: readonly ManagedFieldsEntry[],
  manager: string,
): ManagedFieldsEntry[] | undefined {
  const isOwn = (entry: ManagedFieldsEntry, operation: ManagedFieldsEntry['operation']) =>
    entry.manager === manager && entry.operation === operation && (entry.subresource ?? '') === '';
  const target = entries.find((entry) => isOwn(entry, 'Apply')) ?? entries.find((entry) => isOwn(entry, 'Update'));
  if (target === undefined || !entries.some((entry) => isOwn(entry, 'Update'))) return undefined;
  const updated = entries.find((entry) => isOwn(entry, 'Update') && entry.apiVersion === target.apiVersion);
  const fields = parseFieldsV1(target.fieldsV1);
  const merged: ManagedFieldsEntry = {
    ...target,
    operation: 'Apply',
    fieldsV1: printFieldsV1(updated === undefined ? fields : union(fields, parseFieldsV1(updated.fieldsV1))),
  };
  return entries.flatMap((entry) => {
    if (entry === target) return [merged];
    return isOwn(entry, 'Update') ? [] : [entry];
  });
}
