import type { CatalogContent } from '@violet/bundles';

/** So long an empty answer after a full one is doubted. */
export const EMPTY_DOUBT_MS = 5_000;

/**
 * Whether a catalogue's answer may replace what it answered before. One that had packages and suddenly has none is most
 * often one that has just started and is still loading: it is asked once more before all its operators vanish.
 */
export function isBelievable(
  before: CatalogContent | undefined,
  answer: CatalogContent,
  emptySinceMs: number | undefined,
): boolean {
  const isEmpty = answer.packages.length === 0 && answer.bundles.length === 0;
  if (!isEmpty || before === undefined || before.packages.length === 0) return true;
  return emptySinceMs !== undefined && emptySinceMs >= EMPTY_DOUBT_MS;
}
