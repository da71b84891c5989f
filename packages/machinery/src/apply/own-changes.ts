import type { Comparison } from './compare-objects.ts';
import { difference, type FieldSet, intersection, isEmptySet, union } from './field-set.ts';
import type { Managers, Ownership } from './managers.ts';

/** What of other managers' fields a change touches, by manager. */
export function contestedFields(managers: Managers, comparison: Comparison, except?: string): Map<string, FieldSet> {
  const touched = union(comparison.modified, comparison.added);
  const contested = new Map<string, FieldSet>();
  for (const [key, { fields }] of managers) {
    const common = key === except ? undefined : intersection(fields, touched);
    if (common !== undefined && !isEmptySet(common)) contested.set(key, common);
  }
  return contested;
}

/** The managers after a change: they lose what it takes from them and what it removes; those left with nothing go. */
export function afterChange(managers: Managers, comparison: Comparison, except?: string): Map<string, Ownership> {
  const contested = contestedFields(managers, comparison, except);
  const remaining = new Map<string, Ownership>();
  for (const [key, ownership] of managers) {
    let { fields } = ownership;
    const lost = contested.get(key);
    if (lost !== undefined) fields = difference(fields, lost);
    if (key !== except) fields = difference(fields, comparison.removed);
    if (!isEmptySet(fields)) remaining.set(key, { ...ownership, fields });
  }
  return remaining;
}
