import { GoInteger, GoMap, GoObject, GoSlice, type Value } from '@violet/gotemplate';
import { formatFloat } from '../yaml/go-number.ts';

/** Helm's toToml: plain keys first, then tables, both sorted; the message of a failure is the result. */
export function toToml(value: Value): string {
  try {
    const writer = new TomlWriter();
    writer.encode([], plain(value));
    return writer.text;
  } catch (error) {
    return (error as Error).message;
  }
}

type Toml = null | boolean | string | bigint | number | Toml[] | Map<string, Toml>;

function plain(value: Value): Toml {
  if (value === null || value === undefined) return null;
  if (typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof GoInteger) return value.value;
  if (value instanceof GoSlice) return value.isNil ? null : value.items.map(plain);
  if (value instanceof GoMap) return value.isNil ? null : members(value.entries);
  if (value instanceof GoObject) return members(value.fields);
  return members(value as Record<string, Value>);
}

function members(entries: Record<string, Value>): Map<string, Toml> {
  return new Map(Object.keys(entries).map((key) => [key, plain(entries[key])]));
}

class TomlWriter {
  text = '';

  encode(path: readonly string[], value: Toml): void {
    if (value === null) return;
    if (value instanceof Map) this.table(path, value);
    else if (isTableArray(value)) this.arrayOfTables(path, value);
    else this.pair(path, value);
  }

  private table(path: readonly string[], table: Map<string, Toml>): void {
    if (path.length === 1) this.newline();
    if (path.length > 0) {
      this.text += `${indent(path)}[${path.map(tomlKey).join('.')}]`;
      this.newline();
    }
    this.entries(path, table);
  }

  private arrayOfTables(path: readonly string[], tables: readonly Map<string, Toml>[]): void {
    if (path.length === 0) throw new Error('toml: top-level values must be Go maps or structs');
    for (const table of tables) {
      this.newline();
      this.text += `${indent(path)}[[${path.map(tomlKey).join('.')}]]`;
      this.newline();
      this.entries(path, table);
    }
  }

  private entries(path: readonly string[], table: Map<string, Toml>): void {
    for (const key of inOrder(table)) this.encode([...path, key], table.get(key) ?? null);
  }

  private pair(path: readonly string[], value: Exclude<Toml, null>): void {
    if (path.length === 0) {
      this.text += element(value);
      return;
    }
    this.text += `${indent(path)}${tomlKey(path.at(-1) ?? '')} = ${element(value)}`;
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
function inOrder(table: Map<string, Toml>): string[] {
  const keys = [...table.keys()].filter((key) => table.get(key) !== null).sort();
  const isTable = (key: string) => {
    const value = table.get(key) ?? null;
    return value instanceof Map || isTableArray(value);
  };
  return [...keys.filter((key) => !isTable(key)), ...keys.filter(isTable)];
}

function isTableArray(value: Toml): value is Map<string, Toml>[] {
  if (!Array.isArray(value) || value.length === 0) return false;
  if (value.includes(null)) throw new Error('toml: cannot encode array with nil element');
  return value.every((item) => item instanceof Map);
}

function element(value: Toml): string {
  if (typeof value === 'string') return quoted(value);
  if (typeof value === 'number') return float(value);
  if (Array.isArray(value)) return `[${value.map(element).join(', ')}]`;
  if (value instanceof Map) {
    return `{${inOrder(value)
      .map((key) => `${tomlKey(key)} = ${element(value.get(key) ?? null)}`)
      .join(', ')}}`;
  }
  return String(value);
}

function float(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value < 0 ? '-inf' : 'inf';
  const text = formatFloat(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
}

function tomlKey(key: string): string {
  return /^[A-Za-z0-9_-]+$/.test(key) ? key : quoted(key);
}

const named: Record<string, string> = {
  '"': '\\"',
  '\\': '\\\\',
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\f': '\\f',
  '\r': '\\r',
};

function quoted(text: string): string {
  const escaped = text.replace(
    /["\\\u0000-\u001f\u007f]/g,
    (character) => named[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `"${escaped}"`;
}
