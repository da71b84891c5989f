import { compareStrings, GoFunction, GoInteger, GoMap, GoObject, GoSlice, type Value } from '@violet/gotemplate';
import { formatFloat } from '@violet/machinery';
import { escapedKey, quotedText } from './toml-key.ts';

/** Helm's toToml: plain keys first, then tables, both sorted; the message of a failure is the result. */
export function toToml(value: Value): string {
  if (value === null || value === undefined) throw new Error('reflect: call of reflect.Value.Type on zero Value');
  try {
    const writer = new TomlWriter();
    writer.encode([], plain(value));
    return writer.text;
  } catch (error) {
    if (error instanceof RangeError) throw error;
    return (error as Error).message;
  }
}

type Toml = null | boolean | string | bigint | number | Toml[] | Table;

/** The fields of a struct stay in their order, the keys of a map are sorted. */
class Table extends Map<string, Toml> {
  readonly isSorted: boolean;

  constructor(entries: Iterable<readonly [string, Toml]>, isSorted: boolean) {
    super(entries);
    this.isSorted = isSorted;
  }
}

function plain(value: Value): Toml {
  if (value === null || value === undefined) return null;
  if (typeof value !== 'object') return value;
  if (Array.isArray(value)) return items(value);
  if (value instanceof GoInteger) return value.value;
  if (value instanceof GoSlice) return value.isNil ? null : items(value.items);
  if (value instanceof GoMap) return value.isNil ? null : table(value.entries, true);
  if (value instanceof GoObject) return table(value.fields, false);
  if (value instanceof GoFunction) throw new Error('unsupported type: func');
  return table(value as Record<string, Value>, true);
}

function items(list: readonly Value[]): Toml[] {
  const result = list.map(plain);
  if (result.includes(null)) throw new Error('toml: cannot encode array with nil element');
  return result;
}

function table(entries: Record<string, Value>, isSorted: boolean): Table {
  return new Table(
    Object.keys(entries).map((key) => [key, plain(entries[key])]),
    isSorted,
  );
}

class TomlWriter {
  text = '';

  encode(path: readonly string[], value: Toml): void {
    if (value === null) return;
    if (value instanceof Table) this.table(path, value);
    else if (isTableArray(value)) this.arrayOfTables(path, value);
    else this.pair(path, value);
  }

  private table(path: readonly string[], table: Table): void {
    if (path.length === 1) this.newline();
    if (path.length > 0) {
      this.text += `${indent(path)}[${path.map(escapedKey).join('.')}]`;
      this.newline();
    }
    this.entries(path, table);
  }

  private arrayOfTables(path: readonly string[], tables: readonly Table[]): void {
    if (path.length === 0) throw new Error('toml: top-level values must be Go maps or structs');
    for (const table of tables) {
      this.newline();
      this.text += `${indent(path)}[[${path.map(escapedKey).join('.')}]]`;
      this.newline();
      this.entries(path, table);
    }
  }

  private entries(path: readonly string[], table: Table): void {
    const { direct, tables } = inOrder(table);
    for (const key of [...direct, ...tables]) this.encode([...path, key], table.get(key) ?? null);
  }

  private pair(path: readonly string[], value: Exclude<Toml, null>): void {
    if (path.length === 0) {
      this.text += element(value);
      return;
    }
    this.text += `${indent(path)}${escapedKey(path.at(-1) ?? '')} = ${element(value)}`;
    this.newline();
  }

  private newline(): void {
    if (this.text !== '') this.text += '\n';
  }
}

function indent(path: readonly string[]): string {
  return '  '.repeat(path.length - 1);
}

/** What stands directly under a table goes first: whatever follows a sub-table would belong to it. */
function inOrder(table: Table): { direct: string[]; tables: string[] } {
  const keys = [...table.keys()];
  if (table.isSorted) keys.sort(compareStrings);
  const isTable = (key: string) => {
    const value = table.get(key) ?? null;
    return value instanceof Table || isTableArray(value);
  };
  return { direct: keys.filter((key) => !isTable(key)), tables: keys.filter(isTable) };
}

function isTableArray(value: Toml): value is Table[] {
  return Array.isArray(value) && value.length > 0 && value.every((item) => item instanceof Table);
}

function element(value: Toml): string {
  if (typeof value === 'string') return quotedText(value);
  if (typeof value === 'number') return float(value);
  if (Array.isArray(value)) return `[${value.map(element).join(', ')}]`;
  if (value instanceof Table) return `{${inlineMembers(value)}}`;
  return String(value);
}

/** The comma depends on what else there is, even when that is nil and left out. */
function inlineMembers(table: Table): string {
  const { direct, tables } = inOrder(table);
  const keys = [...direct, ...tables];
  return keys
    .map((key, index) => {
      const value = table.get(key) ?? null;
      if (value === null) return '';
      return `${escapedKey(key)} = ${element(value)}${index < keys.length - 1 ? ', ' : ''}`;
    })
    .join('');
}

function float(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value < 0 ? '-inf' : 'inf';
  const text = formatFloat(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
}
