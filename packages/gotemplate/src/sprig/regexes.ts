import { RE2JS } from 're2js';
import { type FunctionMap, goFunction } from '../function.ts';
import { canBackquote, quote } from '../text/quote.ts';
import {
  AGAIN,
  expandTemplate,
  matchedTexts,
  replaceLiterally,
  replaceMatches,
  splitByMatches,
} from '../text/regex-match.ts';
import { stringSlice } from '../value/value.ts';

const MAX_COMPILED = 500;
const compiled = new Map<string, RE2JS>();

/** A pattern by RE2's rules; the same one is compiled once. Throws an Error with Go's words. */
export function compile(pattern: string): RE2JS {
  const known = compiled.get(pattern);
  if (known !== undefined) {
    return known;
  }
  const regex = compileNew(pattern);
  if (compiled.size >= MAX_COMPILED) {
    compiled.clear();
  }
  compiled.set(pattern, regex);
  return regex;
}

/** `original` is what the pattern was before groups of it were given other names. */
function compileNew(pattern: string, original = pattern): RE2JS {
  if (!pattern.isWellFormed()) {
    const bad = pattern.search(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/);
    throw new Error(`error parsing regexp: invalid UTF-8: \`${pattern.slice(bad)}\``);
  }
  try {
    return RE2JS.compile(pattern);
  } catch (error) {
    const renamed = withOtherNames(pattern, error);
    if (renamed !== undefined) {
      return compileNew(renamed, original);
    }
    const message = error instanceof Error ? error.message : String(error);
    const said = message.replace(/^error parsing regexp: /, '');
    const problem = pattern === original ? said : said.replaceAll(`${AGAIN}>`, '>');
    throw new Error(`error parsing regexp: ${problem}${problem.endsWith('`') ? '' : ': ``'}`);
  }
}

/** A pattern whose complaint is that two groups have the same name: the second one gets another. */
function withOtherNames(pattern: string, error: unknown): string | undefined {
  const [, name] = /duplicate capture group name: `(\w+)`/.exec(error instanceof Error ? error.message : '') ?? [];
  if (name === undefined) {
    return undefined;
  }
  const group = new RegExp(`\\(\\?P?<${name}>`, 'g');
  group.exec(pattern);
  const second = group.exec(pattern);
  if (second === null) {
    return undefined;
  }
  const end = second.index + second[0].length - 1;
  return `${pattern.slice(0, end)}${AGAIN}${pattern.slice(end)}`;
}

/** As Go's MustCompile, which names the pattern too. */
function mustCompile(pattern: string): RE2JS {
  try {
    return compile(pattern);
  } catch (error) {
    const shown = canBackquote(pattern) ? `\`${pattern}\`` : quote(pattern);
    throw new Error(`regexp: Compile(${shown}): ${error instanceof Error ? error.message : ''}`);
  }
}

function matches(pattern: string, text: string): boolean {
  return compile(pattern).matcher(text).find();
}

function matchesQuietly(pattern: string, text: string): boolean {
  try {
    return matches(pattern, text);
  } catch {
    return false;
  }
}

type Compile = (pattern: string) => RE2JS;

function findFirst(regex: RE2JS, text: string): string {
  return matchedTexts(regex, text, 1)[0] ?? '';
}

function functions(prefix: string, compilePattern: Compile): FunctionMap {
  const name = (rest: string) => (prefix === '' ? `regex${rest}` : `${prefix}Regex${rest}`);
  return {
    [name('FindAll')]: goFunction(['string', 'string', 'int'], ([pattern, text, count], execution) => {
      const found = matchedTexts(compilePattern(pattern), text, count, (size) => execution.allow(size));
      return stringSlice(found.length === 0 ? null : found);
    }),
    [name('Find')]: goFunction(['string', 'string'], ([pattern, text]) => findFirst(compilePattern(pattern), text)),
    [name('ReplaceAll')]: goFunction(['string', 'string', 'string'], ([pattern, text, replacement], execution) => {
      const regex = compilePattern(pattern);
      const grow = (size: number) => execution.allow(size);
      return replacement.includes('$')
        ? replaceMatches(regex, text, (match) => expandTemplate(replacement, match, text), grow)
        : replaceLiterally(regex, text, replacement, grow);
    }),
    [name('ReplaceAllLiteral')]: goFunction(['string', 'string', 'string'], ([pattern, text, replacement], execution) =>
      replaceLiterally(compilePattern(pattern), text, replacement, (size) => execution.allow(size)),
    ),
    [name('Split')]: goFunction(['string', 'string', 'int'], ([pattern, text, count], execution) => {
      const grow = (size: number) => execution.allow(size);
      return stringSlice(splitByMatches(compilePattern(pattern), text, { pattern, count, grow }));
    }),
  };
}

export const REGEX_FUNCTIONS: FunctionMap = {
  regexMatch: goFunction(['string', 'string'], ([pattern, text]) => matchesQuietly(pattern, text)),
  mustRegexMatch: goFunction(['string', 'string'], ([pattern, text]) => matches(pattern, text)),
  ...functions('', mustCompile),
  ...functions('must', compile),
  regexQuoteMeta: goFunction(['string'], ([text]) => text.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&')),
};
