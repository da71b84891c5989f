import type { Target } from '../backend.ts';

/** What every answer about this target says besides. */
export function warningsOf({ resource }: Target): string[] {
  return resource.deprecationWarning === undefined ? [] : [resource.deprecationWarning];
}
