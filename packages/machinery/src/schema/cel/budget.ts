import { isJsonObject } from '../../json.ts';

/** Turns of loops that the rules of one object may take together; upstream allows about as much work. */
const maxTurns = 1_000_000;

/** Evaluation is synchronous; hence one counter for all. */
let remaining = maxTurns;

export function resetBudget(): void {
  remaining = maxTurns;
}

/**
 * What a loop may walk: the collection, or nothing once the budget is spent, so that all loops around it end soon.
 * Throwing would not stop them, since CEL's `all` and `exists` look past errors.
 */
export function affordable(collection: unknown): unknown {
  remaining -= sizeOf(collection);
  if (remaining >= 0) return collection;
  return Array.isArray(collection) ? [] : {};
}

function sizeOf(collection: unknown): number {
  if (Array.isArray(collection)) return collection.length + 1;
  return isJsonObject(collection) ? Object.keys(collection).length + 1 : 1;
}

export function isBudgetSpent(): boolean {
  return remaining < 0;
}
