import type { EntryFields } from './entry.ts';

/** The entries of a source before anybody asked for them. */
export interface Shelf {
  readonly packages: Iterable<string>;
  /** The entries whose own package it is, with their places in the source. */
  entriesOf(packageName: string): readonly Placed[];
  /** Packages that have entries whose properties say that they are of this one as well. */
  alsoIn(packageName: string): readonly string[];
  /** Packages by the values of the properties of a type that their entries have. */
  packagesByProperty(type: string): ReadonlyMap<string, ReadonlySet<string>>;
  /** The names and channels of all entries. */
  names(): Iterable<{ readonly name: string; readonly channel: string }>;
}

export interface Placed {
  readonly ordinal: number;
  readonly fields: EntryFields;
}

/** A few entries, all of which are looked at anyway. */
export function listShelf(
  fields: readonly EntryFields[],
  packagesOf: (fields: EntryFields) => readonly string[],
): Shelf {
  const placed = fields.map((one, ordinal) => ({ ordinal, fields: one }));
  const packages = new Set(fields.map((one) => one.package));
  return {
    packages,
    entriesOf: (name) => placed.filter((one) => one.fields.package === name),
    alsoIn: (name) =>
      [...packages].filter(
        (other) => other !== name && fields.some((one) => one.package === other && packagesOf(one).includes(name)),
      ),
    packagesByProperty: (type) => groupByProperty(type, fields),
    names: () => fields,
  };
}

export function groupByProperty(
  type: string,
  holders: Iterable<Pick<EntryFields, 'package' | 'properties'>>,
): Map<string, Set<string>> {
  const groups = new Map<string, Set<string>>();
  for (const holder of holders) {
    for (const property of holder.properties) {
      if (property.type !== type) continue;
      const group = groups.get(property.value);
      if (group === undefined) groups.set(property.value, new Set([holder.package]));
      else group.add(holder.package);
    }
  }
  return groups;
}
