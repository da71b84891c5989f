import { type GoFunction, sprigFunctions } from '@violet/gotemplate';

let compare: GoFunction | undefined;

/** Whether a version satisfies a range of Masterminds/semver (`>=1.2.0-0 <2`, `^1.x || 3.4.*`). Nonsense satisfies nothing. */
export function satisfies(constraint: string, version: string): boolean {
  // The range language is the one sprig's semverCompare speaks; Helm uses the same library for both.
  compare ??= sprigFunctions()['semverCompare'];
  try {
    return compare?.call([constraint, version] as never, undefined as never) === true;
  } catch {
    return false;
  }
}

/** What Helm takes as a chart's version: semantic versioning, where a `v`, and missing or zero-padded numbers, are fine. */
export function isSemanticVersion(text: string): boolean {
  const match =
    /^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?$/.exec(
      text,
    );
  if (match === null || text.length > 256) return false;
  const preRelease = match[4]?.split('.') ?? [];
  return preRelease.every((part) => !/^0\d+$/.test(part));
}
