import type { Head } from './head.ts';
import { goesOn, type Skimmed, skimScalar } from './skim-scalar.ts';

/**
 * The head of a manifest that is written the way manifests usually are: block collections, scalars on one line, literal
 * blocks. It is told only where a YAML reader would say the same without an error; undefined for everything else.
 */
export function skimHead(text: string): Head | undefined {
  return unusual.test(text) ? undefined : new HeadSkimmer(text).skim();
}

/** Tabs, other breaks than line feeds, and what YAML does not take. */
const unusual = /[^\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd]/;
const plainKey = /([A-Za-z_/][A-Za-z0-9_./-]*):(?=[ \n]|$)/y;
const quotedKey = /(?:"([^"\\\n]*)"|'([^'\n]*)'):(?=[ \n]|$)/y;
/** YAML's own bound is 1024. */
const longestKey = 512;
const deepest = 100;

class HeadSkimmer {
  readonly #text: string;
  /** The collections that are open: at which column, and whether they are lists. */
  readonly #columns: number[] = [];
  readonly #lists: boolean[] = [];
  /** Whether the last line has left a value open, so that a deeper collection may begin. */
  #isOpen = false;
  /** Whether it has ended in a scalar that a deeper line may go on with. */
  #mayGoOn = false;
  readonly #head: Head = {};
  readonly #seen = new Set<string>();
  /** The last key of the outermost map, and of `metadata`. */
  #section = '';
  #field = '';

  constructor(text: string) {
    this.#text = text;
  }

  skim(): Head | undefined {
    let at = 0;
    while (at < this.#text.length) {
      const next = this.#line(at);
      if (next === undefined) return undefined;
      at = next;
    }
    return this.#columns.length === 0 ? undefined : this.#head;
  }

  /** Reads the line that begins somewhere, and what belongs to its scalar; where the next one begins. */
  #line(start: number): number | undefined {
    const text = this.#text;
    const found = text.indexOf('\n', start);
    const end = found < 0 ? text.length : found;
    const at = skipSpaces(text, start);
    if (at >= end) return end + 1;
    if (this.#mayGoOn && at - start > (this.#columns.at(-1) ?? 0)) return this.#continuation(at, end);
    if (text[at] === '#') {
      this.#mayGoOn = false;
      return end + 1;
    }
    const value = this.#entry(at, at - start, end);
    if (value === undefined) return undefined;
    this.#isOpen = value.kind === 'nothing';
    this.#mayGoOn = value.kind === 'plain';
    return value.kind === 'block' ? this.#blockScalar(end + 1) : end + 1;
  }

  /** Scalars of the head itself are left to a real reader when they are longer than a line. */
  #continuation(at: number, end: number): number | undefined {
    const isHead = this.#section === 'metadata' || this.#section === 'kind' || this.#section === 'apiVersion';
    return !isHead && goesOn(this.#text.slice(at, end)) ? end + 1 : undefined;
  }

  #entry(start: number, column: number, end: number): Skimmed | undefined {
    const text = this.#text;
    let at = start;
    let entryColumn = column;
    let isNested = false;
    while (text[at] === '-' && text[at + 1] === ' ') {
      if (!this.#enter(entryColumn, true, isNested)) return undefined;
      const inside = skipSpaces(text, at + 2);
      entryColumn += inside - at;
      at = inside;
      isNested = true;
    }
    const key = keyAt(text, at);
    if (key !== undefined) return this.#member(key, entryColumn, end, isNested);
    if (!isNested) return this.#flowBelow(at, column, end);
    const value = skimScalar(text, at, end);
    return value?.kind === 'nothing' ? undefined : value;
  }

  /** An empty map or a list that stands alone on the line below its key. */
  #flowBelow(at: number, column: number, end: number): Skimmed | undefined {
    const depth = this.#columns.length;
    if (!this.#isOpen || column <= (this.#columns.at(-1) ?? column)) return undefined;
    const value = skimScalar(this.#text, at, end);
    if (value?.kind !== 'emptyMap' && value?.kind !== 'list') return undefined;
    if (this.#section !== 'metadata' || depth > 2) return value;
    if (depth === 2 && this.#field !== 'annotations') return value;
    // Maps that the head is read from: only without annotations is nothing to be read.
    const { metadata } = this.#head;
    if (depth !== 2 || value.kind !== 'emptyMap' || metadata === undefined) return undefined;
    metadata.annotations = {};
    return value;
  }

  #member(key: Key, column: number, end: number, isNested: boolean): Skimmed | undefined {
    if (!this.#enter(column, false, isNested)) return undefined;
    const value = skimScalar(this.#text, skipSpaces(this.#text, key.end), end);
    if (value === undefined || !this.#note(key.name, value)) return undefined;
    return value;
  }

  /** Finds the collection that an entry at a column belongs to, or opens it; false where none can be there. */
  #enter(column: number, isList: boolean, isNested: boolean): boolean {
    const columns = this.#columns;
    if (isNested) return this.#push(column, isList);
    if (columns.length === 0) return !isList && this.#push(column, false);
    const depth = columns.length;
    while ((columns.at(-1) ?? -1) > column) this.#pop();
    const mayOpen = this.#isOpen && columns.length === depth;
    if ((columns.at(-1) ?? -1) < column) return mayOpen && this.#push(column, isList);
    if (this.#lists.at(-1) === isList) return true;
    // A list may stand at the column of the map that it is a value of.
    if (isList) return mayOpen && this.#push(column, true);
    this.#pop();
    return columns.at(-1) === column && this.#lists.at(-1) === false;
  }

  #push(column: number, isList: boolean): boolean {
    const depth = this.#columns.length;
    this.#columns.push(column);
    this.#lists.push(isList);
    if (depth === 1 && this.#section === 'metadata') return !isList;
    if (depth === 2 && this.#section === 'metadata' && this.#field === 'annotations') return !isList;
    return depth < deepest;
  }

  #pop(): void {
    this.#columns.pop();
    this.#lists.pop();
  }

  /** Keeps what belongs to the head; false where a real reader has to look. */
  #note(key: string, value: Skimmed): boolean {
    const depth = this.#columns.length;
    if (depth === 1) return this.#noteSection(key, value);
    if (this.#section !== 'metadata') return true;
    if (depth === 2) return this.#noteField(key, value);
    if (depth === 3 && this.#field === 'annotations') return this.#noteAnnotation(key, value);
    return true;
  }

  #noteSection(key: string, value: Skimmed): boolean {
    this.#section = key;
    switch (key.toLowerCase()) {
      case 'apiversion':
        if (!this.#isFirst(key, 'apiVersion') || value.text === undefined) return false;
        this.#head.apiVersion = value.text;
        return true;
      case 'kind':
        if (!this.#isFirst(key, 'kind') || value.text === undefined) return false;
        this.#head.kind = value.text;
        return true;
      case 'metadata':
        this.#head.metadata = {};
        return this.#isFirst(key, 'metadata') && isMap(value);
      default:
        return true;
    }
  }

  #noteField(key: string, value: Skimmed): boolean {
    const { metadata } = this.#head;
    if (metadata === undefined) return false;
    this.#field = key;
    switch (key.toLowerCase()) {
      case 'name':
        if (!this.#isFirst(key, 'name') || value.text === undefined) return false;
        metadata.name = value.text;
        return true;
      case 'annotations':
        if (value.kind === 'emptyMap') metadata.annotations = {};
        return this.#isFirst(key, 'annotations') && isMap(value);
      default:
        return true;
    }
  }

  #noteAnnotation(key: string, value: Skimmed): boolean {
    const { metadata } = this.#head;
    if (metadata === undefined || value.text === undefined || key === '__proto__') return false;
    metadata.annotations ??= {};
    metadata.annotations[key] = value.text;
    return true;
  }

  /** Go takes keys in other letters, too, and of several the last. */
  #isFirst(key: string, name: string): boolean {
    if (key !== name || this.#seen.has(name)) return false;
    this.#seen.add(name);
    return true;
  }

  /** Passes the lines of a literal or folded scalar that begins on this one. */
  #blockScalar(start: number): number | undefined {
    const text = this.#text;
    const parent = this.#columns.at(-1) ?? 0;
    let indent = -1;
    let longestBlank = 0;
    let at = start;
    while (at < text.length) {
      const found = text.indexOf('\n', at);
      const end = found < 0 ? text.length : found;
      const inside = Math.min(skipSpaces(text, at), end);
      const column = inside - at;
      if (inside === end) {
        if (indent < 0) longestBlank = Math.max(longestBlank, column);
      } else if (column <= parent) {
        break;
      } else if (indent < 0) {
        indent = column;
        if (longestBlank > indent) return undefined;
      } else if (column < indent) {
        return undefined;
      }
      at = end + 1;
    }
    return indent < 0 && longestBlank > 0 ? undefined : at;
  }
}

const isMap = ({ kind }: Skimmed) => kind === 'nothing' || kind === 'emptyMap';

interface Key {
  name: string;
  /** Behind its colon. */
  end: number;
}

function keyAt(text: string, at: number): Key | undefined {
  const first = text[at];
  const form = first === '"' || first === "'" ? quotedKey : plainKey;
  form.lastIndex = at;
  const match = form.exec(text);
  if (match === null || match[0].length > longestKey) return undefined;
  const name = match[1] ?? match[2] ?? '';
  // What YAML reads as nothing is no key of JSON.
  if (form === plainKey && name.length === 4 && name.toLowerCase() === 'null') return undefined;
  return { name, end: at + match[0].length };
}

function skipSpaces(text: string, start: number): number {
  let at = start;
  while (text.charCodeAt(at) === 0x20) at += 1;
  return at;
}
