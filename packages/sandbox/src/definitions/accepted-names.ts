import type { Kind } from '../requests/kind.ts';
import { type Definition, type DefinitionNames, hasCondition } from './definition.ts';

export interface NamesVerdict {
  accepted: DefinitionNames;
  conflict?: { reason: string; message: string };
}

/**
 * Which of its names a definition gets: those that no other kind of its group has. What is taken stays as it was; as
 * upstream, only the last conflict is told.
 */
export function acceptedNames(
  definition: Definition,
  all: readonly Definition[],
  kinds: readonly Kind[],
): NamesVerdict {
  const { names, group } = definition.spec;
  const old = definition.status?.acceptedNames;
  const others = all.filter((other) => other.metadata.name !== definition.metadata.name && other.spec.group === group);
  const builtin = kinds.filter(({ served, custom }) => served.group === group && custom === undefined);
  const taken = takenNames(others, builtin);
  let conflict: NamesVerdict['conflict'];
  const accept = (reason: string, name: string, used: ReadonlySet<string>, before: string | undefined) => {
    if (!used.has(name)) return name;
    conflict = { reason, message: `${JSON.stringify(name)} is already in use` };
    return before ?? '';
  };
  const shortNames = (names.shortNames ?? []).filter(
    (name) => accept('ShortNamesConflict', name, taken.resources, '') === name,
  );
  const accepted: DefinitionNames = {
    plural: accept('PluralConflict', names.plural, taken.resources, old?.plural),
    singular: accept('SingularConflict', names.singular ?? names.kind.toLowerCase(), taken.resources, old?.singular),
    ...(shortNames.length === 0 ? {} : { shortNames }),
    kind: accept('KindConflict', names.kind, taken.kinds, old?.kind),
    listKind: accept('ListKindConflict', names.listKind ?? `${names.kind}List`, taken.kinds, old?.listKind),
    ...(names.categories === undefined ? {} : { categories: names.categories }),
  };
  return { accepted: withoutEmpty(accepted), ...(conflict === undefined ? {} : { conflict }) };
}

function withoutEmpty(names: DefinitionNames): DefinitionNames {
  const { singular, listKind, ...rest } = names;
  return {
    ...rest,
    ...(singular === '' ? {} : { singular }),
    ...(listKind === '' ? {} : { listKind }),
  } as DefinitionNames;
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
