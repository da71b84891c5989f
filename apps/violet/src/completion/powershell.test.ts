import { describe, expect, it } from 'vitest';
import { commands } from '../commands/commands.ts';
import { completionScript } from './completion-script.ts';
import { type Expected, placesOf } from './places.ts';

const script = completionScript('powershell');
const places = placesOf(commands);

/** A literal of PowerShell: `'…'`, `$true`, `@(…)`, `@{…}`, with or without `[ordered]`. */
type Literal = string | boolean | Literal[] | Map<string, Literal>;

const token = /\s*(@\{|@\(|\[ordered\]|[(){}=,]|\$true|\$false|'(?:[^']|'')*')/y;

/** Reads the literals that the script's data is made of; throws at whatever else it meets. */
function readLiteral(text: string, from: number): { value: Literal; end: number } {
  let at = from;
  const next = (): string => {
    token.lastIndex = at;
    const found = token.exec(text)?.[1];
    if (found === undefined) throw new Error(`no literal: ${text.slice(at, at + 40)}`);
    at = token.lastIndex;
    return found;
  };
  const peek = (): string => {
    const before = at;
    const found = next();
    at = before;
    return found;
  };
  const read = (): Literal => {
    const first = next();
    if (first === '[ordered]') return read();
    if (first.startsWith("'")) return first.slice(1, -1).replaceAll("''", "'");
    if (first === '@(') return list();
    if (first === '@{') return table();
    return first === '$true';
  };
  const list = (): Literal[] => {
    const items: Literal[] = [];
    while (peek() !== ')') {
      items.push(read());
      if (peek() === ',') next();
    }
    next();
    return items;
  };
  const table = (): Map<string, Literal> => {
    const entries = new Map<string, Literal>();
    while (peek() !== '}') {
      const key = String(read());
      // PowerShell knows no difference between -a and -A in a table.
      if ([...entries.keys()].some((known) => known.toLowerCase() === key.toLowerCase()))
        throw new Error(`twice: ${key}`);
      expect(next()).toBe('=');
      entries.set(key, read());
    }
    next();
    return entries;
  };
  const value = read();
  return { value, end: at };
}

const plain = (value: Literal): unknown =>
  value instanceof Map ? Object.fromEntries([...value].map(([key, one]) => [key, plain(one)])) : value;

const written = (expected: Expected): string =>
  typeof expected === 'string' ? expected : `words ${expected.join(' ')}`;

describe('the script for PowerShell', () => {
  it('has the same places, words, flags and values as those of the other shells', () => {
    // Names of the tables stand without quotes.
    const quoted = script.replace(/^( +)([A-Z][A-Za-z]+) = /gm, "$1'$2' = ");
    const { value } = readLiteral(quoted, quoted.indexOf('@{'));

    expect(plain(value)).toEqual(
      Object.fromEntries(
        places.map(({ path, words, flags, positionals }) => [
          path,
          {
            Words: Object.fromEntries(words.map(({ word, description }) => [word, description])),
            HasWords: words.length > 0,
            Flags: Object.fromEntries(
              flags.flatMap(({ names, description }) => names.map((name) => [name, description])),
            ),
            Takes: Object.fromEntries(
              flags.flatMap(({ names, value: taken }) =>
                taken === undefined ? [] : names.map((name) => [name, written(taken.expected)]),
              ),
            ),
            Positionals: positionals.map(({ expected }) => written(expected)),
            IsVariadic: positionals.at(-1)?.isVariadic === true,
          },
        ]),
      ),
    );
  });

  it('is read alike by every PowerShell: no other letters than ASCII, and none that it takes for quotes', () => {
    expect(script).not.toMatch(/[^\n\x20-\x7e]/);
  });

  it('closes what it opens', () => {
    const bare = script.replace(/^\s*#.*$/gm, '').replace(/'(?:[^']|'')*'|"(?:[^"`]|`.)*"/g, '');
    const open: string[] = [];
    for (const [bracket] of bare.matchAll(/[(){}[\]]/g)) {
      if ('({['.includes(bracket)) open.push(bracket);
      else expect(`${open.pop()}${bracket}`).toMatch(/^(\(\)|\{\}|\[\])$/);
    }

    expect(open).toEqual([]);
    expect(bare).not.toMatch(/['"]/);
  });
});
