import { Failure } from '../failure.ts';

export interface SliceStep {
  step: 'slice';
  from: number | undefined;
  to: number | undefined;
  by: number;
  /** `[2]`: exactly this element, which must exist. */
  single: boolean;
}

export type PathStep =
  | { step: 'field'; name: string }
  | { step: 'wildcard' }
  | { step: 'recursive' }
  | { step: 'union'; paths: PathStep[][] }
  | { step: 'filter'; left: PathStep[]; right: PathStep[]; operator: string }
  | { step: 'literal'; value: string | number | boolean }
  | SliceStep;

const maxLength = 4096;

export function parseJsonPath(path: string): PathStep[] {
  if (path.length > maxLength) throw new Failure('BadRequest', `the JSONPath is longer than ${maxLength} characters`);
  const braced = path.startsWith('{') && path.endsWith('}');
  return new Parser(braced ? path.slice(1, -1) : path, path).steps();
}

const comparison = /^([^!<>=]+)(==|!=|<=|>=|<|>)(.+)$/s;

class Parser {
  readonly #text: string;
  readonly #whole: string;
  #at = 0;

  constructor(text: string, whole: string) {
    this.#text = text;
    this.#whole = whole;
  }

  steps(): PathStep[] {
    const steps: PathStep[] = [];
    while (this.#at < this.#text.length) this.#next(steps);
    return steps;
  }

  #next(steps: PathStep[]): void {
    const rest = this.#text.slice(this.#at);
    const char = rest.charAt(0);
    if (rest.startsWith('[?(')) steps.push(this.#filter());
    else if (rest.startsWith('..')) this.#recursive(steps);
    else if (char === ' ' || char === '@' || char === '$') this.#at++;
    else if (char === '[') steps.push(...this.#brackets());
    else if (char === '"' || char === "'") steps.push(this.#quoted(char));
    else if (char === '.') this.#field(steps);
    else if (/[-+\d]/.test(char)) steps.push(this.#number());
    else if (/[\p{L}_]/u.test(char)) steps.push(this.#word());
    else this.#fail(`unrecognized character ${char}`);
  }

  #recursive(steps: PathStep[]): void {
    if (steps.at(-1)?.step === 'recursive') this.#fail('invalid multiple recursive descent');
    this.#at += 1;
    steps.push({ step: 'recursive' });
    if (/[\p{L}\p{N}_*]/u.test(this.#text.charAt(this.#at + 1))) this.#field(steps);
    else this.#at += 1;
  }

  /** A dot and a name, in which a backslash escapes the dot; a dot alone names the empty field, as upstream has it. */
  #field(steps: PathStep[]): void {
    this.#at++;
    const name = /^(?:\\.|[^\\ \r\n.,[\]$@{}])*/s.exec(this.#text.slice(this.#at))?.[0] ?? '';
    this.#at += name.length;
    if (name === '*') steps.push({ step: 'wildcard' });
    else steps.push({ step: 'field', name: name.replaceAll('\\', '') });
  }

  #brackets(): PathStep[] {
    const end = this.#text.indexOf(']', this.#at);
    if (end < 0) this.#fail('unterminated array');
    const inside = this.#text.slice(this.#at + 1, end);
    this.#at = end + 1;
    if (inside === '*') return [{ step: 'wildcard' }];
    const parts = inside.split(',');
    if (parts.length > 1) return [{ step: 'union', paths: parts.map((part) => this.#parse(`[${part.trim()}]`)) }];
    const key = /^'([^']*)'$/.exec(inside)?.[1];
    return key === undefined ? [this.#slice(inside)] : this.#parse(`.${key}`);
  }

  #slice(inside: string): SliceStep {
    const match = /^(-?\d*)(:-?\d*)?(:\d*)?$/.exec(inside);
    if (match === null || inside === '' || inside === '-') this.#fail(`invalid array index ${inside}`);
    const number = (text: string | undefined): number | undefined =>
      text === undefined || text === '' || text === ':' ? undefined : Number(text.replace(':', ''));
    const by = number(match[3]) ?? 1;
    if (by < 1) this.#fail('step must be > 0');
    return { step: 'slice', from: number(match[1]), to: number(match[2]), by, single: match[2] === undefined };
  }

  #filter(): PathStep {
    const start = this.#at + 3;
    const end = this.#filterEnd(start);
    if (this.#text.charAt(end + 1) !== ']') this.#fail('unclosed array expect ]');
    this.#at = end + 2;
    const condition = this.#text.slice(start, end);
    const match = comparison.exec(condition);
    if (match === null) return { step: 'filter', left: this.#parse(condition), right: [], operator: 'exists' };
    const [, left = '', operator = '', right = ''] = match;
    return { step: 'filter', left: this.#parse(left), right: this.#parse(right), operator };
  }

  /** The closing parenthesis, not one inside quotes. */
  #filterEnd(start: number): number {
    let quote = '';
    for (let at = start; at < this.#text.length; at++) {
      const char = this.#text.charAt(at);
      if (quote === '' && char === ')') return at;
      if (char === '\\') at++;
      else if (quote === '' && (char === '"' || char === "'")) quote = char;
      else if (char === quote) quote = '';
    }
    return this.#fail('unterminated filter');
  }

  #quoted(quote: string): PathStep {
    const match = (quote === '"' ? /^"((?:\\.|[^"\\])*)"/s : /^'((?:\\.|[^'\\])*)'/s).exec(this.#text.slice(this.#at));
    if (match === null) this.#fail('unterminated quoted string');
    this.#at += match[0].length;
    return { step: 'literal', value: (match[1] ?? '').replace(/\\(.)/gs, '$1') };
  }

  #number(): PathStep {
    const text = /^[-+]?[\d.]*/.exec(this.#text.slice(this.#at))?.[0] ?? '';
    this.#at += text.length;
    if (!/^[-+]?(\d+\.?\d*|\.\d+)$/.test(text)) this.#fail(`cannot parse number ${text}`);
    return { step: 'literal', value: Number(text) };
  }

  #word(): PathStep {
    const word = /^[^ \r\n.,[\]$@{}]*/.exec(this.#text.slice(this.#at))?.[0] ?? '';
    if (word !== 'true' && word !== 'false') this.#fail(`unrecognized identifier ${word}`);
    this.#at += word.length;
    return { step: 'literal', value: word === 'true' };
  }

  #parse(text: string): PathStep[] {
    return new Parser(text, this.#whole).steps();
  }

  #fail(problem: string): never {
    throw new Failure('BadRequest', `invalid JSONPath ${JSON.stringify(this.#whole)}: ${problem}`);
  }
}
