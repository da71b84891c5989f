import { Failure } from '../failure.ts';
import { printCauses } from '../field-error.ts';
import { qualifiedNameProblems } from '../metadata/names.ts';
import {
  byKey,
  invalidKey,
  type LabelOperator,
  type LabelRequirement,
  type LabelSelector,
  labelRequirement,
} from './label-selector.ts';

/** Far above any selector in use; keeps a hostile query string cheap. */
const maxLength = 64 * 1024;

/**
 * Reads the string form: `a=b,c!=d,e in (f,g),h notin (i),j,!k,l>1`. Throws a BadRequest failure in upstream's words.
 */
export function parseLabelSelector(text: string): LabelSelector {
  if (text.length > maxLength)
    throw new Failure('BadRequest', `the label selector is longer than ${maxLength} characters`);
  const parser = new Parser(scan(text));
  return { requirements: byKey(parser.requirements()) };
}

type Token = 'end' | 'error' | 'identifier' | ')' | '(' | ',' | '!' | '==' | '=' | '>' | '<' | '!=' | 'in' | 'notin';
interface Item {
  token: Token;
  text: string;
}

const symbols = new Set<string>([')', '(', ',', '!', '==', '=', '>', '<', '!=']);
const symbolStart = /[=!(),><]/;

/** Symbols are matched greedily (`!=` before `!`); `in` and `notin` are words, which a value may also be. */
function scan(text: string): Item[] {
  const items: Item[] = [];
  let at = 0;
  while (at < text.length) {
    const char = text.charAt(at);
    if (/[ \t\r\n]/.test(char)) {
      at++;
      continue;
    }
    const item = symbolStart.test(char) ? scanSymbol(text, at) : scanWord(text, at);
    items.push(item);
    at += item.text.length;
  }
  return [...items, { token: 'end', text: '' }];
}

function scanSymbol(text: string, at: number): Item {
  const two = text.slice(at, at + 2);
  const symbol = symbols.has(two) ? two : text.charAt(at);
  return { token: symbol as Token, text: symbol };
}

function scanWord(text: string, at: number): Item {
  const length = text.slice(at).search(/[=!(),>< \t\r\n]/);
  const word = length < 0 ? text.slice(at) : text.slice(at, at + length);
  return { token: word === 'in' || word === 'notin' ? word : 'identifier', text: word };
}

const binaryOperators: Partial<Record<Token, LabelOperator>> = {
  in: 'in',
  notin: 'notin',
  '=': '=',
  '==': '==',
  '!=': '!=',
  '>': 'gt',
  '<': 'lt',
};

class Parser {
  readonly #items: Item[];
  #at = 0;

  constructor(items: Item[]) {
    this.#items = items;
  }

  requirements(): LabelRequirement[] {
    const requirements: LabelRequirement[] = [];
    for (;;) {
      const next = this.#peek();
      if (next.token === 'end') return requirements;
      if (next.token !== 'identifier' && next.token !== '!') fail(next, "!, identifier, or 'end of string'");
      requirements.push(this.#requirement());
      const separator = this.#take();
      if (separator.token === 'end') return requirements;
      if (separator.token !== ',') fail(separator, "',' or 'end of string'");
      const after = this.#peek();
      if (after.token !== 'identifier' && after.token !== '!') fail(after, "identifier after ','");
    }
  }

  #requirement(): LabelRequirement {
    try {
      return this.#parseRequirement();
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      throw new Failure('BadRequest', `unable to parse requirement: ${error.message}`, { cause: error });
    }
  }

  #parseRequirement(): LabelRequirement {
    let key = this.#take();
    const negated = key.token === '!';
    if (negated) key = this.#take();
    if (key.token !== 'identifier') fail(key, 'identifier');
    // Upstream has no field to name here and prints Go's nil path.
    if (qualifiedNameProblems(key.text).length > 0) {
      throw new Failure('BadRequest', printCauses([invalidKey('<nil>', key.text)]));
    }
    const next = this.#peek().token;
    if (negated) return labelRequirement(key.text, '!', []);
    if (next === 'end' || next === ',') return labelRequirement(key.text, 'exists', []);
    const operator = this.#operator();
    const values = operator === 'in' || operator === 'notin' ? this.#values() : [this.#exactValue()];
    return labelRequirement(key.text, operator, [...new Set(values)].sort());
  }

  #operator(): LabelOperator {
    const item = this.#takeRaw();
    return binaryOperators[item.token] ?? fail(item, 'in, notin, =, ==, !=, gt, lt');
  }

  #values(): string[] {
    const open = this.#take();
    if (open.token !== '(') throw new Failure('BadRequest', `found '${open.text}' expected: '('`);
    const first = this.#peek();
    if (first.token === ')') {
      this.#take();
      return [''];
    }
    if (first.token !== 'identifier' && first.token !== ',') fail(first, "',', ')' or identifier");
    const values = this.#identifiers();
    this.#take();
    return values;
  }

  /** Up to the closing parenthesis, which stays; empty values (`(,`, `,,`, `,)`) are the empty string. */
  #identifiers(): string[] {
    const values: string[] = [];
    for (;;) {
      const item = this.#take();
      if (item.token === 'identifier') {
        values.push(item.text);
        const next = this.#peek();
        if (next.token === ')') return values;
        if (next.token !== ',') fail(next, "',' or ')'");
      } else if (item.token === ',') {
        if (values.length === 0) values.push('');
        const next = this.#peek();
        if (next.token === ')') return [...values, ''];
        if (next.token === ',') {
          this.#take();
          values.push('');
        }
      } else {
        fail(item, "',', or identifier");
      }
    }
  }

  #exactValue(): string {
    const next = this.#peek();
    if (next.token === 'end' || next.token === ',') return '';
    const item = this.#take();
    return item.token === 'identifier' ? item.text : fail(item, 'identifier');
  }

  /** Where a value may stand, `in` and `notin` are ordinary words. */
  #peek(): Item {
    const item = this.#items[this.#at] ?? { token: 'end', text: '' };
    return item.token === 'in' || item.token === 'notin' ? { token: 'identifier', text: item.text } : item;
  }

  #take(): Item {
    const item = this.#peek();
    this.#at++;
    return item;
  }

  #takeRaw(): Item {
    return this.#items[this.#at++] ?? { token: 'end', text: '' };
  }
}

function fail(item: Item, expected: string): never {
  throw new Failure('BadRequest', `found '${item.text}', expected: ${expected}`);
}
