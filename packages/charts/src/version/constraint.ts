import { isFailure, parseConstraint, parseLooseVersion } from '@violet/machinery';

/** Whether a version satisfies a range as Helm reads it (`>=1.2.0-0 <2`, `^1.x || 3.4.*`). Nonsense satisfies nothing. */
export function satisfies(constraint: string, version: string): boolean {
  try {
    return parseConstraint(constraint).contains(version);
  } catch (error) {
    if (isFailure(error, 'BadRequest')) return false;
    throw error;
  }
}

/** What Helm takes as a chart's version: semantic versioning, where a `v` and missing numbers are fine. */
export function isSemanticVersion(text: string): boolean {
  return parseLooseVersion(text) !== undefined;
}
