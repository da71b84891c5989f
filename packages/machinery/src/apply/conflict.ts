import { Failure } from '../failure.ts';
import { goQuote } from '../go/text.ts';
import { type FieldPath, type FieldSet, pathsOf } from './field-set.ts';
import { type Managers, managerKey, type Ownership } from './managers.ts';
import { printPath } from './path-element.ts';

/** One path that an applier wants to change and another manager owns. */
export interface Conflict {
  owner: Ownership;
  path: FieldPath;
}

/** Conflicts in upstream's order: by manager, then by path. */
export function conflictsOf(managers: Managers, contested: ReadonlyMap<string, FieldSet>): Conflict[] {
  return [...contested.keys()].sort().flatMap((key) => {
    const owner = managers.get(key);
    const fields = contested.get(key);
    return owner === undefined || fields === undefined ? [] : pathsOf(fields).map((path) => ({ owner, path }));
  });
}

/** The 409 of a server-side apply, with one cause a path. */
export function conflictFailure(conflicts: readonly Conflict[]): Failure {
  const causes = conflicts.map(({ owner, path }) => ({
    reason: 'FieldManagerConflict',
    message: `conflict with ${printOwner(owner)}`,
    field: printPath(path),
  }));
  return new Failure('Conflict', messageOf(conflicts), { details: { causes } });
}

function messageOf(conflicts: readonly Conflict[]): string {
  const [first] = conflicts;
  if (first !== undefined && conflicts.length === 1) {
    return `Apply failed with 1 conflict: conflict with ${printOwner(first.owner)}: ${printPath(first.path)}`;
  }
  const lines: string[] = [];
  for (const [, ofOwner] of Map.groupBy(conflicts, ({ owner }) => managerKey(owner))) {
    lines.push(...ofOwner.slice(0, 1).map(({ owner }) => `conflicts with ${printOwner(owner)}:`));
    lines.push(...ofOwner.map(({ path }) => `- ${printPath(path)}`));
  }
  return `Apply failed with ${conflicts.length} conflicts: ${lines.join('\n')}`;
}

function printOwner({ manager, operation, apiVersion, subresource }: Ownership): string {
  const name = `${goQuote(manager)}${subresource === '' ? '' : ` with subresource ${goQuote(subresource)}`}`;
  return operation === 'Update' ? `${name} using ${apiVersion}` : name;
}
