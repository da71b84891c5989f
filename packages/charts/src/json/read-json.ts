import { describeJsonProblem } from '@violet/gotemplate';
import { setMember } from '@violet/machinery';

/** JSON whose numbers are what `N` says. */
export type JsonOf<N> = null | boolean | string | N | JsonOf<N>[] | { [key: string]: JsonOf<N> };

const maxDepth = 1000;
const space = /[ \t\r\n]*/y;
const numberForm = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const plainString = /"[^"\\\x00-\x1f]*"/y;
const anyString = /"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;

/**
 * Reads the value that a text begins with, as Go's json.Decoder does, and says where it ends. Numbers are given as they are
 * written. Throws an Error with Go's words.
 */
export function readJsonValue<N>(text: string, readNumber: (written: string) => N): { value: JsonOf<N>; end: number } {
  const reader = new JsonReader(text, readNumber);
  const value = reader.value(0);
  return { value, end: reader.at };
}

/** The whole text as one value; throws what `jsonschema.UnmarshalJSON` says. */
export function readJson<N>(text: string, readNumber: (written: string) => N): JsonOf<N> {
  const { value, end } = readJsonValue(text, readNumber);
  if (/[^ \t\r\n]/.test(text.slice(end))) throw new Error('invalid character after top-level value');
  return value;
}

class JsonReader<N> {
  at = 0;
  readonly text: string;
  readonly readNumber: (written: string) => N;

  constructor(text: string, readNumber: (written: string) => N) {
    this.text = text;
    this.readNumber = readNumber;
  }

  value(depth: number): JsonOf<N> {
    if (depth > maxDepth) throw new Error('exceeded max depth');
    this.take(space);
    switch (this.text[this.at]) {
      case '{':
        return this.object(depth);
      case '[':
        return this.array(depth);
      case '"':
        return this.string();
      case 't':
        return this.word('true', true);
      case 'f':
        return this.word('false', false);
      case 'n':
        return this.word('null', null);
    }
    const written = this.take(numberForm);
    if (written === '') return this.fail();
    // What goes on after these would have been taken, were it right.
    if (/[.eE]/.test(this.text[this.at] ?? '') && !(depth === 0 && this.endsHere(written))) return this.fail();
    return this.readNumber(written);
  }

  /** After a full number nothing but an exponent or a fraction could be wrong. */
  private endsHere(written: string): boolean {
    const next = this.text[this.at];
    return next === '.' ? /[.eE]/.test(written) : /[eE]/.test(written);
  }

  private object(depth: number): JsonOf<N> {
    const result: { [key: string]: JsonOf<N> } = {};
    this.at += 1;
    if (this.skipTo('}')) return result;
    for (;;) {
      this.take(space);
      if (this.text[this.at] !== '"') return this.fail();
      const key = this.string();
      if (!this.skipTo(':')) return this.fail();
      setMember(result, key, this.value(depth + 1));
      if (this.skipTo('}')) return result;
      if (!this.skipTo(',')) return this.fail();
    }
  }

  private array(depth: number): JsonOf<N> {
    const result: JsonOf<N>[] = [];
    this.at += 1;
    if (this.skipTo(']')) return result;
    for (;;) {
      result.push(this.value(depth + 1));
      if (this.skipTo(']')) return result;
      if (!this.skipTo(',')) return this.fail();
    }
  }

  private string(): string {
    const plain = this.take(plainString);
    if (plain !== '') return plain.slice(1, -1);
    const written = this.take(anyString);
    return written === '' ? this.fail() : (JSON.parse(written) as string).toWellFormed();
  }

  private word<V>(word: string, value: V): V {
    if (!this.text.startsWith(word, this.at)) return this.fail();
    this.at += word.length;
    return value;
  }

  private skipTo(character: string): boolean {
    this.take(space);
    if (this.text[this.at] !== character) return false;
    this.at += 1;
    return true;
  }

  private take(form: RegExp): string {
    form.lastIndex = this.at;
    const [found = ''] = form.exec(this.text) ?? [];
    this.at += found.length;
    return found;
  }

  /** A decoder waits for more where the text ends too soon. */
  private fail(): never {
    const blank = this.text.trim() === '';
    const problem = describeJsonProblem(this.text) ?? 'invalid JSON';
    const isShort = problem === 'unexpected end of JSON input' || describeJsonProblem(`${this.text}\u0000`) !== problem;
    throw new Error(blank ? 'EOF' : isShort ? 'unexpected EOF' : problem);
  }
}
