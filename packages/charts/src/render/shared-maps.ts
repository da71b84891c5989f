import { GoMap, GoObject, GoSlice, isPlainMap, type PlainMap, type Value } from '@violet/gotemplate';
import type { ChartScope } from './templates.ts';

/**
 * The maps that templates are given, which others see, too, unlike those that a template makes for itself. They are only
 * looked for when a map is about to be changed, and known for certain until one of these is.
 */
export class SharedMaps {
  readonly #root: ChartScope;
  readonly #added = new Set<unknown>();
  #found: ReadonlySet<unknown> | undefined;

  constructor(root: ChartScope) {
    this.#root = root;
  }

  add(map: PlainMap): void {
    this.#added.add(map);
  }

  has(map: PlainMap): boolean {
    this.#found ??= mapsOf(this.#root);
    return this.#found.has(map) || this.#added.has(map);
  }
}

function mapsOf(root: ChartScope): Set<unknown> {
  const found = new Set<unknown>();
  addScope(root, found);
  return found;
}

function addScope({ entries, values, dependencies }: ChartScope, found: Set<unknown>): void {
  const { Chart, Files, Release, Subcharts } = entries;
  for (const map of [entries, Release, Subcharts]) found.add(map);
  // Its entries make lists of bytes when they are looked at.
  if (Files instanceof GoMap) found.add(Files.entries);
  addMaps(Chart, found);
  addMaps(values as PlainMap, found);
  for (const dependency of dependencies) addScope(dependency, found);
}

function addMaps(value: Value, found: Set<unknown>): void {
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) for (const item of value) addMaps(item, found);
  else if (value instanceof GoSlice) addMaps(value.items, found);
  else if (value instanceof GoObject) for (const field of Object.values(value.fields)) addMaps(field, found);
  else if (value instanceof GoMap) addMaps(value.entries, found);
  else if (isPlainMap(value) && !found.has(value)) {
    found.add(value);
    for (const member of Object.values(value)) addMaps(member, found);
  }
}
