import { GoObject, GoSlice, goQuote, type Value } from '@violet/gotemplate';
import { setMember } from '@violet/machinery';
import { isBlank, isDigit, isLineBreak, quoteCharacter, TomlCursor, TomlProblem } from './toml-cursor.ts';
import { parseFloat64, readNumberOrDate, readSigned } from './toml-number.ts';
import { readMultilineString, readString } from './toml-string.ts';
import { keyText, type TomlTable, TomlTableList, TomlTables, type TomlValue } from './toml-tables.ts';

/** Helm's fromToml: the document as a map (integers stay integers), or a map that says under `Error` why there is none. */
export function fromToml(text: string): Value {
  if (text.slice(0, 6).includes('\0')) return { Error: `toml: line 1: ${nullBytes}` };
  const reader = new TomlReader(text.replace(/^\ufeff/, ''));
  try {
    return asValue(reader.document());
  } catch (error) {
    if (!(error instanceof TomlProblem)) throw error;
    const key = reader.place === '' ? '' : ` (last key ${goQuote(reader.place)})`;
    return { Error: `toml: line ${error.line}${key}: ${error.message}` };
  }
}

const nullBytes = 'files cannot contain NULL bytes; probably using UTF-16; TOML files must be UTF-8';
const maxDepth = 1000;
const bareKey = /^[A-Za-z0-9_-]$/;
const letter = /^\p{L}$/u;

class TomlReader {
  private readonly cursor: TomlCursor;
  private readonly tables: TomlTables;
  /** Of the key or table that is being read. */
  private line = 0;
  private depth = 0;

  constructor(text: string) {
    this.cursor = new TomlCursor(text);
    this.tables = new TomlTables((message) => new TomlProblem(this.line, message));
  }

  get place(): string {
    return this.tables.place;
  }

  document(): TomlTable {
    const { cursor } = this;
    for (let character = cursor.next(); character !== ''; character = cursor.next()) {
      if (isBlank(character) || isLineBreak(character)) continue;
      if (character === '#') {
        this.comment();
        continue;
      }
      if (character === '[') this.header();
      else {
        cursor.back();
        this.topLevelPair();
      }
      this.endOfLine();
    }
    return this.tables.root;
  }

  private comment(): void {
    const { cursor } = this;
    for (let character = cursor.next(); character !== '' && !isLineBreak(character); character = cursor.next());
    cursor.back();
  }

  private endOfLine(): void {
    const { cursor } = this;
    for (;;) {
      const character = cursor.next();
      if (isBlank(character)) continue;
      if (character === '#') {
        this.comment();
        return;
      }
      if (isLineBreak(character)) return;
      if (character === '') {
        cursor.back();
        return;
      }
      const found = quoteCharacter(character);
      throw cursor.unexpected(
        `expected a top-level item to end with a newline, comment, or EOF, but got ${found} instead`,
      );
    }
  }

  private header(): void {
    const { cursor, tables } = this;
    const isList = cursor.peek() === '[';
    if (isList) cursor.next();
    const key = this.headerKey();
    if (isList) {
      const character = cursor.next();
      if (character !== ']') {
        const found = quoteCharacter(character);
        throw cursor.unexpected(`expected end of table array name delimiter ']', but got ${found} instead`);
      }
    }
    tables.enter(key, isList);
    tables.mark('', false);
  }

  private headerKey(): string[] {
    const { cursor } = this;
    const key: string[] = [];
    for (;;) {
      cursor.skipBlanks();
      const first = cursor.peek();
      if (first === ']' || first === '') {
        throw cursor.unexpected('unexpected end of table name (table names cannot be empty)');
      }
      if (first === '.') throw cursor.unexpected('unexpected table separator (table names cannot be empty)');
      key.push(this.name(first, key.length === 0));
      cursor.skipBlanks();
      const character = cursor.next();
      if (character === ']') return key;
      if (character !== '.') {
        throw cursor.unexpected(`expected '.' or ']' to end table name, but got ${quoteCharacter(character)} instead`);
      }
      cursor.ignore();
    }
  }

  /** One part of a key. Where the first one ends is the place of what is wrong with the whole. */
  private name(first: string, isFirst: boolean): string {
    const { cursor } = this;
    if (first === '"' || first === "'") {
      cursor.next();
      if (isFirst) this.line = cursor.line;
      return readString(cursor, first);
    }
    while (bareKey.test(cursor.next()));
    cursor.back();
    if (isFirst) this.line = cursor.line;
    const name = cursor.current;
    cursor.ignore();
    return name;
  }

  private topLevelPair(): void {
    const { tables } = this;
    const outer = tables.context;
    this.pair();
    tables.context = outer;
    tables.key = '';
  }

  /** A key with its value, which is put in its table; the result says where in the current one. */
  private pair(): { key: string[]; value: TomlValue } {
    const { tables } = this;
    const key = this.pairKey();
    tables.key = key.at(-1) ?? '';
    for (const name of key.slice(0, -1)) tables.enterImplicitly([...tables.context, name]);
    const { key: last } = tables;
    const value = this.value(false);
    tables.set(last, value);
    tables.mark(last, Array.isArray(value));
    return { key, value };
  }

  private pairKey(): string[] {
    const { cursor } = this;
    cursor.skipBlanks();
    const start = cursor.peek();
    if (start === '=' || start === '') throw cursor.unexpected("unexpected '=': key name appears blank");
    if (start === '.') throw cursor.unexpected("unexpected '.': keys cannot start with a '.'");
    const key: string[] = [];
    for (;;) {
      cursor.skipBlanks();
      const first = cursor.peek();
      if (first === '=' || first === '') throw cursor.unexpected("unexpected '='");
      if (first === '.') throw cursor.unexpected("unexpected '.'");
      key.push(this.name(first, key.length === 0));
      cursor.skipBlanks();
      if (this.endsKey(cursor.next())) return key;
    }
  }

  private endsKey(character: string): boolean {
    const { cursor } = this;
    cursor.ignore();
    if (character === '=') return true;
    if (character === '.') return false;
    if (character === '') throw cursor.unexpected("unexpected EOF; expected key separator '='");
    const message = `expected '.' or '=', but got ${quoteCharacter(character)} instead`;
    throw character === '\n' ? cursor.problemBefore(message) : cursor.unexpected(message);
  }

  private value(isInArray: boolean): TomlValue {
    const { cursor } = this;
    cursor.skipBlanks();
    const character = cursor.next();
    switch (character) {
      case '[':
        return this.nested(() => this.array());
      case '{':
        return this.nested(() => this.inlineTable(isInArray));
      case '"':
      case "'":
        return this.string(character);
      case '.':
        throw cursor.unexpected("floats must start with a digit, not '.'");
      case '-':
      case '+':
        return readSigned(cursor);
      default:
        return this.word(character);
    }
  }

  private nested(read: () => TomlValue): TomlValue {
    this.depth += 1;
    if (this.depth > maxDepth) throw this.cursor.problem('values are nested too deeply');
    const value = read();
    this.depth -= 1;
    return value;
  }

  private string(quote: string): string {
    const { cursor } = this;
    if (!cursor.accept(quote)) return readString(cursor, quote);
    if (cursor.accept(quote)) return readMultilineString(cursor, quote);
    cursor.ignore();
    return '';
  }

  private word(character: string): TomlValue {
    const { cursor } = this;
    if (isDigit(character)) {
      cursor.back();
      return readNumberOrDate(cursor);
    }
    if (character === 'i' || character === 'n') {
      // As in Go, this takes more words for a float than there are: they are refused when they are looked at.
      if ((cursor.accept('n') && cursor.accept('f')) || (cursor.accept('a') && cursor.accept('n'))) {
        return parseFloat64(cursor.current, cursor.line);
      }
    }
    if (letter.test(character)) {
      cursor.back();
      return this.boolean();
    }
    if (character === '') throw cursor.unexpected('unexpected EOF; expected value');
    const message = `expected value but found ${quoteCharacter(character)} instead`;
    throw character === '\n' ? cursor.problemBefore(message) : cursor.unexpected(message);
  }

  private boolean(): boolean {
    const { cursor } = this;
    let text = '';
    for (let character = cursor.next(); letter.test(character); character = cursor.next()) text += character;
    cursor.back();
    if (text !== 'true' && text !== 'false') {
      throw cursor.unexpected(`expected value but found ${goQuote(text)} instead`);
    }
    return text === 'true';
  }

  private array(): TomlValue[] {
    const { cursor, tables } = this;
    tables.mark(tables.key, true);
    const items: TomlValue[] = [];
    for (;;) {
      const character = this.pastSpace();
      if (character === ']') return items;
      if (character === ',') throw cursor.unexpected('unexpected comma');
      cursor.back();
      items.push(this.value(true));
      const after = this.pastSpace();
      if (after === ']') return items;
      if (after !== ',') {
        throw cursor.unexpected(`expected a comma (',') or array terminator (']'), but got ${named(after)}`);
      }
    }
  }

  /** The next character that is no white space, line break or comment. */
  private pastSpace(): string {
    const { cursor } = this;
    for (;;) {
      const character = cursor.next();
      if (character === '#') this.comment();
      else if (!isBlank(character) && !isLineBreak(character)) return character;
      cursor.ignore();
    }
  }

  private inlineTable(isInArray: boolean): TomlTable {
    const { tables } = this;
    const [outerContext, outerKey] = [tables.context, tables.key];
    const context = [...tables.context, tables.key];
    tables.context = context;
    tables.key = '';
    tables.enterImplicitly(context, isInArray);
    const table: TomlTable = new Map();
    while (this.startsPair()) {
      const { key, value } = this.pair();
      this.put(table, key, value);
      tables.context = context;
      if (this.endsInlineTable()) break;
    }
    tables.context = outerContext;
    tables.key = outerKey;
    return table;
  }

  private startsPair(): boolean {
    const character = this.pastSpace();
    if (character === ',') throw this.cursor.unexpected('unexpected comma');
    if (character === '}') return false;
    this.cursor.back();
    return true;
  }

  /** A comma may be the last thing in a table. */
  private endsInlineTable(): boolean {
    const { cursor } = this;
    for (;;) {
      const character = this.pastSpace();
      if (character === '}') return true;
      if (character !== ',') {
        throw cursor.unexpected(
          `expected a comma or an inline table terminator '}', but got ${named(character)} instead`,
        );
      }
      cursor.skipBlanks();
      if (cursor.peek() !== '}') return false;
    }
  }

  private put(table: TomlTable, key: readonly string[], value: TomlValue): void {
    let inner = table;
    for (const name of key.slice(0, -1)) {
      const next = inner.get(name) ?? new Map();
      if (!(next instanceof Map)) {
        throw new TomlProblem(this.line, `${goQuote(keyText(this.tables.context))} is not a table`);
      }
      inner.set(name, next);
      inner = next;
    }
    inner.set(this.tables.key, value);
  }
}

function named(character: string): string {
  return character === '' ? 'end of file' : `'${character}'`;
}

function asValue(value: TomlValue): Value {
  if (typeof value !== 'object' || value instanceof GoObject) return value;
  if (Array.isArray(value)) return value.map(asValue);
  if (value instanceof TomlTableList) return new GoSlice('[]map[string]interface {}', value.tables.map(asValue));
  const result: Record<string, Value> = {};
  for (const [key, item] of value) setMember(result, key, asValue(item));
  return result;
}
