import { resolvePlain } from '@violet/machinery';

/** What stands after a key or a dash on one line. */
export interface Skimmed {
  /** `plain` is text without quotes, which may go on on the next line. */
  kind: 'nothing' | 'plain' | 'quoted' | 'list' | 'emptyMap' | 'block';
  /** Of a text that is one to YAML, too; undefined where only a real reader can tell. */
  text: string | undefined;
}

const nothing: Skimmed = { kind: 'nothing', text: undefined };
const list: Skimmed = { kind: 'list', text: undefined };
const emptyMap: Skimmed = { kind: 'emptyMap', text: undefined };
const block: Skimmed = { kind: 'block', text: undefined };

/** Ends the line: spaces, and a comment after a space. */
const ending = '(?: +#[^\\n]*| *)(?=\\n|$)';
const doubleQuoted = new RegExp(`"((?:[^"\\\\\\n]|\\\\["\\\\nrt])*)"${ending}`, 'y');
const singleQuoted = new RegExp(`'((?:[^'\\n]|'')*)'${ending}`, 'y');
const blockHeader = new RegExp(`[|>][-+]?${ending}`, 'y');
const item = `(?:"[^"\\\\\\n]*"|[A-Za-z0-9_/][A-Za-z0-9_./-]*)`;
const flowList = new RegExp(`\\[ *(?:${item}(?: *, *${item})*)? *\\]${ending}`, 'y');
const emptyFlowMap = new RegExp(`\\{ *\\}${ending}`, 'y');
/** No sign and no dot in front: what YAML reads as more than JSON can hold begins with these. */
const plainStart = /[A-Za-z0-9_/$(]|-[-A-Za-z0-9]/y;

/** A scalar or an empty collection on the line that ends at `end`; undefined for what is not plain to see. */
export function skimScalar(text: string, at: number, end: number): Skimmed | undefined {
  switch (text[at]) {
    case undefined:
    case '\n':
    case '#':
      return nothing;
    case '"':
      return quoted(doubleQuoted, text, at, (inside) => (inside.includes('\\') ? undefined : inside));
    case "'":
      return quoted(singleQuoted, text, at, (inside) => inside.replaceAll("''", "'"));
    case '|':
    case '>':
      return matches(blockHeader, text, at) ? block : undefined;
    case '[':
      return matches(flowList, text, at) ? list : undefined;
    case '{':
      return matches(emptyFlowMap, text, at) ? emptyMap : undefined;
    default:
      return matches(plainStart, text, at) ? plain(text.slice(at, end)) : undefined;
  }
}

function quoted(form: RegExp, text: string, at: number, textOf: (inside: string) => string | undefined) {
  form.lastIndex = at;
  const inside = form.exec(text)?.[1];
  return inside === undefined ? undefined : ({ kind: 'quoted', text: textOf(inside) } as const);
}

function plain(line: string): Skimmed | undefined {
  const comment = line.indexOf(' #');
  const word = (comment < 0 ? line : line.slice(0, comment)).trimEnd();
  if (hasColon(word)) return undefined;
  // Behind a comment, no scalar goes on.
  const kind = comment < 0 ? 'plain' : 'quoted';
  return { kind, text: typeof resolvePlain(word, false) === 'string' ? word : undefined };
}

/** Whether a line goes on with the plain scalar of the line before. */
export function goesOn(line: string): boolean {
  return !line.startsWith('#') && !line.includes(' #') && !hasColon(line.trimEnd());
}

/** One that would make a key of what stands before it. */
function hasColon(word: string): boolean {
  return word.includes(': ') || word.endsWith(':');
}

function matches(form: RegExp, text: string, at: number): boolean {
  form.lastIndex = at;
  return form.test(text);
}
