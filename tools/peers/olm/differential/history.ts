import { isJsonObject, type Json } from '@violet/machinery';

/**
 * The conditions of a CSV are the history of its phases. How often it went back and came again is by chance (a Deployment
 * that restarts, a cache that lags behind): each thing that was said stands once, where it was said first.
 */
export function withoutRepeats(conditions: readonly Json[]): Json[] {
  const seen = new Set<string>();
  return conditions.filter((condition) => {
    const said = isJsonObject(condition)
      ? JSON.stringify([condition['phase'], condition['reason'], condition['message']])
      : '';
    if (seen.has(said)) return false;
    seen.add(said);
    return true;
  });
}
