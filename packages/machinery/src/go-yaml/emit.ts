import { escapeCharacter } from './escape-character.ts';
import { formatFloat } from './go-number.ts';
import { compareKeysOfThree, compareYamlKeys } from './key-order.ts';
import { isBreak, isMultiline, type ScalarStyle, scalarStyle } from './scalar-style.ts';
import type { YamlMap, YamlValue } from './value.ts';

/**
 * The YAML that Go's yaml.v2 or yaml.v3 writes for a value, with its final line break: sorted keys, its quoting. The
 * former folds long texts and leaves lists at the column of their key; the latter does neither.
 */
export function emitYaml(value: YamlValue, version: 2 | 3 = 2): string {
  const emitter = new Emitter(version);
  emitter.document(value);
  return emitter.text;
}

const spaces = ' '.repeat(64);

/** Where a node stands, as far as it matters to how it is written. */
type Place = 'root' | 'item' | 'key' | 'value';

/** A port in spirit of libyaml's emitter: it knows the column, and whether only indentation precedes it. */
class Emitter {
  private out = '';
  private lineStart = 0;
  private indent = -1;
  private whitespace = true;
  private indention = true;
  private readonly version: 2 | 3;
  /** From which column on long texts are folded. */
  private readonly width: number;

  constructor(version: 2 | 3) {
    this.version = version;
    this.width = version === 2 ? 80 : Number.POSITIVE_INFINITY;
  }

  get text(): string {
    return this.out;
  }

  private get column(): number {
    return this.out.length - this.lineStart;
  }

  document(value: YamlValue): void {
    this.node(value, 'root');
    this.writeIndent();
  }

  private node(value: YamlValue, place: Place): void {
    if (Array.isArray(value)) this.sequence(value, place);
    else if (typeof value === 'object' && value !== null) this.mapping(value);
    else this.scalar(value, place);
  }

  private sequence(items: readonly YamlValue[], place: Place): void {
    if (items.length === 0) {
      this.indicator('[]', true, false, false);
      return;
    }
    const outer = this.indent;
    const indentless = place === 'value' && !this.indention && this.version === 2;
    if (!indentless) this.indent = outer < 0 ? 0 : outer + 2;
    for (const item of items) {
      this.writeIndent();
      this.indicator('-', true, false, true);
      this.node(item, 'item');
    }
    this.indent = outer;
  }

  private mapping(map: YamlMap): void {
    const keys = Object.keys(map);
    if (keys.length === 0) {
      this.indicator('{}', true, false, false);
      return;
    }
    const outer = this.indent;
    this.indent = outer < 0 ? 0 : outer + 2;
    if (keys.length > 1) keys.sort(this.version === 2 ? compareYamlKeys : compareKeysOfThree);
    for (const key of keys) {
      this.writeIndent();
      this.key(key);
      this.node(map[key] ?? null, 'value');
    }
    this.indent = outer;
  }

  private key(key: string): void {
    if (isShort(key) && !isMultiline(key)) {
      this.scalar(key, 'key');
      this.indicator(':', false, false, false);
      return;
    }
    this.indicator('?', true, false, true);
    this.scalar(key, 'value');
    this.writeIndent();
    this.indicator(':', true, false, true);
  }

  private scalar(value: null | boolean | string | bigint | number, place: Place): void {
    const outer = this.indent;
    this.indent = outer < 0 ? 2 : outer + 2;
    const isKey = place === 'key';
    if (typeof value === 'string') this.styled(value, scalarStyle(value, isKey, this.version), !isKey);
    else this.plain(this.notText(value), false);
    this.indent = outer;
  }

  /** To yaml.v2 comes what has been JSON, where whole numbers are integers. */
  private notText(value: null | boolean | bigint | number): string {
    if (typeof value !== 'number' || (this.version === 2 && Number.isSafeInteger(value))) return String(value);
    const text = formatFloat(value);
    return { '+Inf': '.inf', '-Inf': '-.inf', NaN: '.nan' }[text] ?? text;
  }

  private styled(text: string, style: ScalarStyle, mayFold: boolean): void {
    if (style === 'plain') this.plain(text, mayFold);
    else if (style === 'single') this.singleQuoted(text, mayFold);
    else if (style === 'double') this.doubleQuoted(text, mayFold);
    else this.literal(text);
  }

  private plain(text: string, mayFold: boolean): void {
    if (!this.whitespace) this.put(' ');
    if (!mayFold || this.column + text.length <= this.width) this.put(text);
    else this.folded(text, false);
    this.whitespace = false;
    this.indention = false;
  }

  private singleQuoted(text: string, mayFold: boolean): void {
    this.indicator("'", true, false, false);
    const foldable = mayFold && (this.column + text.length > this.width || isMultiline(text));
    if (foldable) this.folded(text, true);
    else this.put(text.replaceAll("'", "''"));
    this.indicator("'", false, false, false);
  }

  /** Breaks at a lone blank once the line is long enough; a line break of the text is doubled. */
  private folded(text: string, quoted: boolean): void {
    let spaces = false;
    let breaks = false;
    for (let index = 0; index < text.length; index += 1) {
      const character = text[index] ?? '';
      if (character === ' ') {
        const inside = !quoted || (index > 0 && index < text.length - 1);
        if (!spaces && this.column > this.width && inside && text[index + 1] !== ' ') this.writeIndent();
        else this.put(' ');
        spaces = true;
      } else if (isBreak(character.charCodeAt(0))) {
        if (!breaks && character === '\n') this.lineBreak('\n');
        this.lineBreak(character);
        this.indention = true;
        breaks = true;
      } else {
        if (breaks) this.writeIndent();
        this.put(quoted && character === "'" ? "''" : character);
        this.indention = false;
        spaces = false;
        breaks = false;
      }
    }
  }

  private doubleQuoted(text: string, mayFold: boolean): void {
    this.indicator('"', true, false, false);
    let spaces = false;
    const characters = Array.from(text);
    // yaml.v2 looks for a byte order mark at the start of the text whichever character it is at.
    const everything = text.startsWith('\ufeff');
    for (const [index, character] of characters.entries()) {
      if (everything || character !== ' ') {
        this.put(escapeCharacter(character, everything));
        spaces = false;
        continue;
      }
      const inside = index > 0 && index < characters.length - 1;
      if (mayFold && !spaces && this.column > this.width && inside) {
        this.writeIndent();
        if (characters[index + 1] === ' ') this.put('\\');
      } else {
        this.put(' ');
      }
      spaces = true;
    }
    this.indicator('"', false, false, false);
  }

  private literal(text: string): void {
    this.indicator('|', true, false, false);
    if (text.startsWith(' ') || isBreak(text.charCodeAt(0))) this.put('2');
    if (!isBreak(text.charCodeAt(text.length - 1))) this.put('-');
    else if (text.length === 1 || isBreak(text.charCodeAt(text.length - 2))) this.put('+');
    this.lineBreak('\n');
    this.whitespace = true;
    const padding = ' '.repeat(this.indent);
    const lines = text.split(/(?<=[\n\u2028\u2029])/);
    const last = isBreak(text.charCodeAt(text.length - 1)) ? '' : (lines.pop() ?? '');
    for (const line of lines) this.out += line.length === 1 ? line : padding + line;
    this.lineStart = this.out.length;
    this.indention = true;
    if (last === '') return;
    this.put(padding + last);
    this.indention = false;
  }

  private indicator(text: string, needsWhitespace: boolean, isWhitespace: boolean, isIndention: boolean): void {
    if (needsWhitespace && !this.whitespace) this.put(' ');
    this.put(text);
    this.whitespace = isWhitespace;
    this.indention = this.indention && isIndention;
  }

  private writeIndent(): void {
    const indent = Math.max(this.indent, 0);
    if (!this.indention || this.column > indent || (this.column === indent && !this.whitespace)) this.lineBreak('\n');
    if (this.column < indent) this.put(spaces.slice(0, indent - this.column).padEnd(indent - this.column));
    this.whitespace = true;
    this.indention = true;
  }

  private lineBreak(text: string): void {
    this.out += text;
    this.lineStart = this.out.length;
  }

  private put(text: string): void {
    this.out += text;
  }
}

/** At most 128 bytes. */
function isShort(key: string): boolean {
  return key.length * 3 <= 128 || (key.length <= 128 && new TextEncoder().encode(key).length <= 128);
}
