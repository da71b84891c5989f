import type { PlainMap, Value } from '@violet/gotemplate';
import { setMember } from '../yaml/value.ts';

/** Helm's fromToml: the document as a map (integers stay integers), or a map that says under `Error` why there is none. */
export function fromToml(text: string): Value {
  try {
    return new TomlParser(text).document();
  } catch (error) {
    return { Error: (error as Error).message };
  }
}

const maxDepth = 100;
const simpleEscapes: Record<string, string> = {
  b: '\b',
  t: '\t',
  n: '\n',
  f: '\f',
  r: '\r',
  e: '\u001b',
  '"': '"',
  '\\': '\\',
};

class TomlParser {
  private at = 0;
  private readonly text: string;

  constructor(text: string) {
    this.text = text.replace(/\r\n/g, '\n');
  }

  document(): PlainMap {
    const root: PlainMap = {};
    let table = root;
    for (this.skipLines(); this.at < this.text.length; this.skipLines()) {
      if (this.take('[[')) table = this.header(root, ']]', true);
      else if (this.take('[')) table = this.header(root, ']', false);
      else this.pair(table, 0);
      this.endOfLine();
    }
    return root;
  }

  private header(root: PlainMap, closing: string, isList: boolean): PlainMap {
    const path = this.keyPath();
    if (!this.take(closing)) throw this.error(`expected '${closing}' after a table name`);
    const last = path.pop() ?? '';
    const parent = path.reduce((table, key) => this.child(table, key), root);
    if (!isList) return this.child(parent, last);
    const list = Object.hasOwn(parent, last) ? parent[last] : [];
    if (!Array.isArray(list)) throw this.error(`key '${last}' has already been defined`);
    const table: PlainMap = {};
    setMember(parent as Record<string, Value>, last, [...list, table]);
    return table;
  }

  /** The table under a key, made when missing; of a list of tables it is the last. */
  private child(table: PlainMap, key: string): PlainMap {
    if (!Object.hasOwn(table, key)) setMember(table as Record<string, Value>, key, {});
    const value = table[key];
    const child = Array.isArray(value) ? value.at(-1) : value;
    if (typeof child !== 'object' || child === null || Array.isArray(child)) {
      throw this.error(`key '${key}' has already been defined`);
    }
    return child as PlainMap;
  }

  private pair(table: PlainMap, depth: number): void {
    const path = this.keyPath();
    if (!this.take('=')) throw this.error("expected '=' after a key");
    const last = path.pop() ?? '';
    const target = path.reduce((parent, key) => this.child(parent, key), table);
    if (Object.hasOwn(target, last)) throw this.error(`key '${last}' has already been defined`);
    setMember(target as Record<string, Value>, last, this.value(depth));
  }

  private keyPath(): string[] {
    const path: string[] = [];
    do {
      this.skipBlanks();
      path.push(this.key());
      this.skipBlanks();
    } while (this.take('.'));
    return path;
  }

  private key(): string {
    if (this.take('"')) return this.basicString();
    if (this.take("'")) return this.literalString();
    const match = this.match(/[A-Za-z0-9_-]+/y);
    if (match === undefined) throw this.error('expected a key');
    return match;
  }

  private value(depth: number): Value {
    if (depth > maxDepth) throw this.error('values are nested too deeply');
    this.skipBlanks();
    if (this.take('"""')) return this.multiline('"""', true);
    if (this.take("'''")) return this.multiline("'''", false);
    if (this.take('"')) return this.basicString();
    if (this.take("'")) return this.literalString();
    if (this.take('[')) return this.list(depth);
    if (this.take('{')) return this.inlineTable(depth);
    return this.bare();
  }

  private list(depth: number): Value[] {
    const items: Value[] = [];
    for (;;) {
      this.skipLines();
      if (this.take(']')) return items;
      items.push(this.value(depth + 1));
      this.skipLines();
      if (this.take(']')) return items;
      if (!this.take(',')) throw this.error("expected ',' or ']' in an array");
    }
  }

  private inlineTable(depth: number): PlainMap {
    const table: PlainMap = {};
    this.skipLines();
    while (!this.take('}')) {
      this.pair(table, depth + 1);
      this.skipLines();
      if (this.take(',')) this.skipLines();
      else if (this.text[this.at] !== '}') throw this.error("expected ',' or '}' in an inline table");
    }
    return table;
  }

  private bare(): Value {
    const word = this.match(/[^\s,\]}#]+(?: \d\d:\d\d:\d\d[^\s,\]}#]*)?/y) ?? '';
    if (word === 'true' || word === 'false') return word === 'true';
    const digits = word.replaceAll('_', '');
    if (/^[+-]?(0|[1-9]\d*)$/.test(digits)) return BigInt(digits.replace('+', ''));
    if (/^0(x[0-9a-fA-F]+|o[0-7]+|b[01]+)$/.test(digits)) return BigInt(digits);
    if (/^[+-]?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(digits)) return Number(digits);
    if (/^[+-]?inf$/.test(word)) return word.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
    if (/^[+-]?nan$/.test(word)) return Number.NaN;
    if (/^\d{4}-\d\d-\d\d/.test(word) || /^\d\d:\d\d/.test(word)) return word;
    throw this.error(`expected value but found ${JSON.stringify(word.slice(0, 40))} instead`);
  }

  private basicString(): string {
    let text = '';
    for (;;) {
      text += this.match(/[^"\\\n]*/y) ?? '';
      if (this.take('"')) return text;
      if (!this.take('\\')) throw this.error('strings cannot contain newlines');
      text += this.escape();
    }
  }

  private literalString(): string {
    const text = this.match(/[^'\n]*/y) ?? '';
    if (!this.take("'")) throw this.error('strings cannot contain newlines');
    return text;
  }

  private multiline(quote: string, escapes: boolean): string {
    this.take('\n');
    let text = '';
    while (this.at < this.text.length) {
      if (this.take(quote)) {
        // Up to two more quotes belong to the text.
        for (let extra = 0; extra < 2 && this.take(quote[0] ?? ''); extra += 1) text += quote[0];
        return text;
      }
      if (escapes && this.take('\\')) text += this.match(/[ \t]*\n\s*/y) === undefined ? this.escape() : '';
      else text += this.text[this.at++];
    }
    throw this.error(`unexpected end of file; expected ${quote}`);
  }

  private escape(): string {
    const letter = this.text[this.at++] ?? '';
    const simple = simpleEscapes[letter];
    if (simple !== undefined) return simple;
    const size = { x: 2, u: 4, U: 8 }[letter];
    const hex = size === undefined ? '' : this.text.slice(this.at, this.at + size);
    if (size === undefined || !/^[0-9a-fA-F]+$/.test(hex) || hex.length !== size) {
      throw this.error(`invalid escape character ${JSON.stringify(letter)}`);
    }
    this.at += size;
    return String.fromCodePoint(Math.min(Number.parseInt(hex, 16), 0x10ffff));
  }

  private endOfLine(): void {
    this.skipBlanks();
    this.match(/#[^\n]*/y);
    if (this.at < this.text.length && !this.take('\n')) throw this.error('expected a new line after a value');
  }

  private skipBlanks(): void {
    this.match(/[ \t]*/y);
  }

  private skipLines(): void {
    this.match(/(?:[ \t\n]|#[^\n]*)*/y);
  }

  private take(expected: string): boolean {
    if (!this.text.startsWith(expected, this.at)) return false;
    this.at += expected.length;
    return true;
  }

  private match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    if (found === undefined) return undefined;
    this.at += found.length;
    return found;
  }

  private error(message: string): Error {
    const line = this.text.slice(0, this.at).split('\n').length;
    return new Error(`toml: line ${line}: ${message}`);
  }
}
