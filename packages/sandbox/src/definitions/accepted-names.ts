import type { Kind } from '../requests/kind.ts';
import { type Definition, type DefinitionNames, hasCondition } from './definition.ts';

export interface NamesVerdict {
  accepted: DefinitionNames;
  conflict?: { reason: string; message: string };
}

/** Which of its names a definition gets: those that no other kind of its group has. */
export function acceptedNames(
  definition: Definition,
  all: readonly Definition[],
  kinds: readonly Kind[],
): NamesVerdict {
  const { names, group } = definition.spec;
  const wanted: Required<Pick<DefinitionNames, 'singular' | 'listKind'>> & DefinitionNames = {
    ...names,
    singular: names.singular ?? names.kind.toLowerCase(),
    listKind: names.listKind ?? `${names.kind}List`,
  };
  const others = all.filter((other) => other.metadata.name !== definition.metadata.name && other.spec.group === group);
  const taken = takenNames(
    others,
    kinds.filter(({ served, custom }) => served.group === group && custom === undefined),
  );
  const conflicts: [reason: string, name: string][] = [];
  const check = (reason: string, name: string, names: ReadonlySet<string>) => {
    if (names.has(name)) conflicts.push([reason, name]);
  };
  check('PluralConflict', wanted.plural, taken.resources);
  check('SingularConflict', wanted.singular, taken.resources);
  for (const shortName of wanted.shortNames ?? []) check('ShortNamesConflict', shortName, taken.resources);
  check('KindConflict', wanted.kind, taken.kinds);
  check('ListKindConflict', wanted.listKind, taken.kinds);
  const [first] = conflicts;
  if (first === undefined) return { accepted: wanted };
  const message = conflicts.map(([, name]) => `${JSON.stringify(name)} is already in use`).join(', ');
  return {
    accepted: definition.status?.acceptedNames ?? { plural: '', kind: '' },
    conflict: { reason: first[0], message },
  };
}

function takenNames(
  others: readonly Definition[],
  builtin: readonly Kind[],
): { resources: Set<string>; kinds: Set<string> } {
  const resources = new Set<string>();
  const kinds = new Set<string>();
  for (const { served } of builtin) {
    for (const name of [served.plural, served.singular, ...served.shortNames]) resources.add(name);
    kinds.add(served.kind).add(served.listKind);
  }
  for (const other of others) {
    const names = other.status?.acceptedNames;
    if (names === undefined || !hasCondition(other, 'NamesAccepted')) continue;
    for (const name of [names.plural, names.singular ?? '', ...(names.shortNames ?? [])]) resources.add(name);
    kinds.add(names.kind).add(names.listKind ?? '');
  }
  return { resources, kinds };
}
