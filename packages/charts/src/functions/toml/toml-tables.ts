import type { GoObject } from '@violet/gotemplate';
import { escapedKey } from './toml-key.ts';

export type TomlValue = boolean | string | bigint | number | GoObject | TomlValue[] | TomlTable | TomlTableList;
export type TomlTable = Map<string, TomlValue>;

/** What `[[name]]` adds to; a list in brackets is an array. */
export class TomlTableList {
  readonly tables: TomlTable[] = [];
}

/** A key with all that it is in. */
export function keyText(key: readonly string[]): string {
  return key.map(escapedKey).join('.');
}

/** The tables of a document, with the rules of what may be defined when. */
export class TomlTables {
  readonly root: TomlTable = new Map();
  /** The table that is being filled. */
  context: readonly string[] = [];
  /** The key whose value is being read. */
  key = '';
  private readonly implicit = new Set<string>();
  private readonly arrays = new Set<string>();
  private readonly problem: (message: string) => Error;

  constructor(problem: (message: string) => Error) {
    this.problem = problem;
  }

  /** Where the reader is, for messages. */
  get place(): string {
    if (this.key === '') return keyText(this.context);
    return this.context.length === 0 ? this.key : `${keyText(this.context)}.${this.key}`;
  }

  /** Makes a table, or one more of a list, and goes into it. Those around it are made when they are missing. */
  enter(key: readonly string[], isList: boolean): void {
    let table = this.root;
    const parents: string[] = [];
    for (const name of key.slice(0, -1)) {
      parents.push(name);
      if (!table.has(name)) {
        this.implicit.add(keyText(parents));
        table.set(name, new Map());
      }
      const inner = tableIn(table.get(name));
      if (inner === undefined) throw this.problem(`Key '${keyText(parents)}' was already created as a hash.`);
      table = inner;
    }
    this.context = parents;
    const last = key.at(-1) ?? '';
    if (isList) this.addTo(table, last, key);
    else this.set(last, new Map());
    this.context = [...parents, last];
  }

  /** The same for a table that comes from a key with dots. */
  enterImplicitly(key: readonly string[], isList = false): void {
    this.implicit.add(keyText(key));
    this.enter(key, isList);
  }

  private addTo(table: TomlTable, name: string, key: readonly string[]): void {
    if (!table.has(name)) table.set(name, new TomlTableList());
    const list = table.get(name);
    if (!(list instanceof TomlTableList)) {
      throw this.problem(`Key '${keyText(key)}' was already created and cannot be used as an array.`);
    }
    list.tables.push(new Map());
  }

  /** Sets a key of the current table. A table that was only implied may be defined once. */
  set(name: string, value: TomlValue): void {
    const table = this.currentTable();
    const key = keyText([...this.context, name]);
    const isImplicit = this.implicit.has(key);
    if (!table.has(name)) {
      table.set(name, value);
      return;
    }
    if (!isImplicit) throw this.problem(`Key '${key}' has already been defined.`);
    this.implicit.delete(key);
    if (this.arrays.has(key)) table.set(name, value);
  }

  private currentTable(): TomlTable {
    let table = this.root;
    for (const [index, name] of this.context.entries()) {
      const inner = tableIn(table.get(name));
      if (inner === undefined) {
        throw this.problem(`Key '${keyText(this.context.slice(0, index + 1))}' has already been defined.`);
      }
      table = inner;
    }
    return table;
  }

  /** Remembers whether the value of a key of the current table is an array. */
  mark(name: string, isArray: boolean): void {
    const key = name === '' ? this.context : [...this.context, name];
    const text = keyText(key.length === 0 ? [''] : key);
    if (isArray) this.arrays.add(text);
    else this.arrays.delete(text);
  }
}

function tableIn(value: TomlValue | undefined): TomlTable | undefined {
  return value instanceof TomlTableList ? value.tables.at(-1) : value instanceof Map ? value : undefined;
}
