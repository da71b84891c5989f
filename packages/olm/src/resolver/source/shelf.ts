import type { EntryFields } from './entry.ts';

/** The entries of a source before anybody asked for them. */
export interface Shelf {
  readonly packages: Iterable<string>;
  /** The entries whose own package it is, with their places in the source. */
  entriesOf(packageName: string): readonly Placed[];
  /** Packages that have entries whose properties say that they are of this one as well. */
  alsoIn(packageName: string): readonly string[];
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
    names: () => fields,
  };
}
