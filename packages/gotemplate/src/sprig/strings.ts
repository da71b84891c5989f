import { sprintf } from '../format/printf.ts';
import { type Execution, type FunctionMap, goFunction, variadicFunction } from '../function.ts';
import { byteLength, byteSlice, isAscii, toBytes } from '../text/bytes.ts';
import { swapCase, toLower, toTitle, toUpper, uncapitalize } from '../text/case.ts';
import { quote } from '../text/quote.ts';
import { isSpace, trimSpace } from '../text/space.ts';
import { toConnectedCase, toPascalCase } from '../text/word-case.ts';
import { toText, toTexts } from '../value/convert.ts';
import { GoMap, type PlainMap, stringSlice, type Value } from '../value/value.ts';
import { abbreviate, wrap } from './layout.ts';

function isPresent(value: Value): boolean {
  return value !== undefined && value !== null;
}

/** Results up to this size are built without asking whether they may be. */
const UNASKED = 1_000_000;

function indent(spaces: number, text: string, execution: Execution): string {
  if (spaces < 0) {
    throw new Error('strings: negative Repeat count');
  }
  execution.allow(spaces);
  const padding = ' '.repeat(spaces);
  let out = padding;
  let start = 0;
  for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
    out += text.slice(start, end + 1) + padding;
    start = end + 1;
    if (out.length > UNASKED) {
      execution.allow(out.length);
    }
  }
  return start === 0 ? out + text : out + text.slice(start);
}

function repeat(count: number, text: string, execution: Execution): string {
  if (count < 0) {
    throw new Error('strings: negative Repeat count');
  }
  execution.allow(count * text.length);
  return text.repeat(count);
}

function truncate(count: number, text: string): string {
  const length = byteLength(text);
  if (count < 0 && length + count > 0) {
    return byteSlice(text, length + count, length);
  }
  return count >= 0 && length > count ? byteSlice(text, 0, count) : text;
}

function substring(start: number, end: number, text: string): string {
  const length = byteLength(text);
  if (start < 0) {
    return checkedSlice(text, 0, end, length);
  }
  return checkedSlice(text, start, end < 0 || end > length ? undefined : end, length);
}

function checkedSlice(text: string, start: number, end: number | undefined, length: number): string {
  const stop = end ?? length;
  if (stop < 0 || stop > length) {
    const shown = stop < 0 ? `:${stop}]` : `:${stop}] with length ${length}`;
    throw new Error(`runtime error: slice bounds out of range [${shown}`);
  }
  if (start > stop) {
    throw new Error(`runtime error: slice bounds out of range [${start}:${end === undefined ? length : end}]`);
  }
  return byteSlice(text, start, stop);
}

/** Each byte by itself, as goutils does: what is not ASCII comes out as Latin-1. */
function deleteSpace(text: string): string {
  if (isAscii(text)) {
    return text.replace(/[\t-\r ]+/g, '');
  }
  const bytes = toBytes(text);
  const kept = bytes.filter((byte) => !isSpace(byte));
  return kept.length === bytes.length ? text : String.fromCharCode(...kept);
}

function initials(text: string): string {
  let out = '';
  let afterSpace = true;
  for (const byte of toBytes(text)) {
    if (isSpace(byte)) {
      afterSpace = true;
    } else if (afterSpace) {
      out += String.fromCharCode(byte);
      afterSpace = false;
    }
  }
  return out;
}

/** Go's strings.Trim: all bytes that are no characters count as the same one. */
function trimAll(characters: string, text: string): string {
  const set = characters.toWellFormed();
  const isTrimmed = (character: string) => set.includes(character.toWellFormed());
  if (isAscii(text)) {
    return trimWhere(text, isTrimmed);
  }
  const all = Array.from(text);
  const start = all.findIndex((character) => !isTrimmed(character));
  return start < 0 ? '' : all.slice(start, all.findLastIndex((character) => !isTrimmed(character)) + 1).join('');
}

function trimWhere(text: string, isTrimmed: (character: string) => boolean): string {
  let start = 0;
  let end = text.length;
  while (start < end && isTrimmed(text.charAt(start))) {
    start += 1;
  }
  while (end > start && isTrimmed(text.charAt(end - 1))) {
    end -= 1;
  }
  return text.slice(start, end);
}

/** Go's strings.SplitN; a negative count asks for all. */
function splitText(text: string, separator: string, count = -1): string[] {
  if (count === 0) {
    return [];
  }
  const parts = separator === '' ? Array.from(text) : text.split(separator);
  if (count < 0 || parts.length <= count) {
    return parts;
  }
  return [...parts.slice(0, count - 1), parts.slice(count - 1).join(separator)];
}

function numbered(parts: readonly string[]): GoMap {
  const entries: PlainMap = {};
  for (const [index, part] of parts.entries()) {
    entries[`_${index}`] = part;
  }
  return new GoMap('map[string]string', entries);
}

function concatenate(values: readonly Value[]): string {
  const present = values.filter(isPresent);
  return sprintf('%v '.repeat(present.length).trim(), present);
}

function replaceAll(from: string, to: string, text: string, execution: Execution): string {
  const most = text.length + (text.length / (from.length || 1) + 1) * to.length;
  if (most > UNASKED) {
    execution.allow(text.length + (text.split(from).length - 1) * (to.length - from.length));
  }
  if (from === '') {
    return to + Array.from(text, (character) => character + to).join('');
  }
  return text.replaceAll(from, () => to);
}

function joinTexts(separator: string, values: Value, execution: Execution): string {
  const texts = toTexts(values);
  execution.allow(texts.reduce((size, text) => size + text.length + separator.length, 0));
  return texts.join(separator);
}

const quoteAll = (values: readonly Value[]) =>
  values
    .filter(isPresent)
    .map((value) => quote(toText(value)))
    .join(' ');

const quoteAllSingly = (values: readonly Value[]) =>
  values
    .filter(isPresent)
    .map((value) => `'${sprintf('%v', [value])}'`)
    .join(' ');

const trimCharacters = goFunction(['string', 'string'], ([characters, text]) => trimAll(characters, text));

export const STRING_FUNCTIONS: FunctionMap = {
  hello: goFunction([], () => 'Hello!'),
  abbrev: goFunction(['int', 'string'], ([width, text]) => (width < 4 ? text : abbreviate(text, 0, width))),
  abbrevboth: goFunction(['int', 'int', 'string'], ([left, right, text]) =>
    right < 4 || (left > 0 && right < 7) ? text : abbreviate(text, left, right),
  ),
  trunc: goFunction(['int', 'string'], ([count, text]) => truncate(count, text)),
  trim: goFunction(['string'], ([text]) => trimSpace(text)),
  upper: goFunction(['string'], ([text]) => toUpper(text)),
  lower: goFunction(['string'], ([text]) => toLower(text)),
  title: goFunction(['string'], ([text]) => toTitle(text)),
  untitle: goFunction(['string'], ([text]) => uncapitalize(text)),
  substr: goFunction(['int', 'int', 'string'], ([start, end, text]) => substring(start, end, text)),
  repeat: goFunction(['int', 'string'], ([count, text], execution) => repeat(count, text, execution)),
  trimall: trimCharacters,
  trimAll: trimCharacters,
  trimSuffix: goFunction(['string', 'string'], ([suffix, text]) =>
    suffix !== '' && text.endsWith(suffix) ? text.slice(0, -suffix.length) : text,
  ),
  trimPrefix: goFunction(['string', 'string'], ([prefix, text]) =>
    text.startsWith(prefix) ? text.slice(prefix.length) : text,
  ),
  nospace: goFunction(['string'], ([text]) => deleteSpace(text)),
  initials: goFunction(['string'], ([text]) => initials(text)),
  swapcase: goFunction(['string'], ([text]) => swapCase(text)),
  snakecase: goFunction(['string'], ([text]) => toConnectedCase(text, '_')),
  camelcase: goFunction(['string'], ([text]) => toPascalCase(text)),
  kebabcase: goFunction(['string'], ([text]) => toConnectedCase(text, '-')),
  wrap: goFunction(['int', 'string'], ([width, text]) => wrap(text, { width, separator: '', breakWords: false })),
  wrapWith: goFunction(['int', 'string', 'string'], ([width, separator, text], execution) => {
    execution.allow(text.length * (1 + separator.length / Math.max(width, 1)));
    return wrap(text, { width, separator, breakWords: true });
  }),
  contains: goFunction(['string', 'string'], ([part, text]) => text.includes(part)),
  hasPrefix: goFunction(['string', 'string'], ([prefix, text]) => text.startsWith(prefix)),
  hasSuffix: goFunction(['string', 'string'], ([suffix, text]) => text.endsWith(suffix)),
  quote: variadicFunction([], 'any', quoteAll),
  squote: variadicFunction([], 'any', quoteAllSingly),
  cat: variadicFunction([], 'any', concatenate),
  indent: goFunction(['int', 'string'], ([spaces, text], execution) => indent(spaces, text, execution)),
  nindent: goFunction(['int', 'string'], ([spaces, text], execution) => `\n${indent(spaces, text, execution)}`),
  replace: goFunction(['string', 'string', 'string'], ([from, to, text], execution) =>
    replaceAll(from, to, text, execution),
  ),
  plural: goFunction(['string', 'string', 'int'], ([one, many, count]) => (count === 1 ? one : many)),
  toString: goFunction(['any'], ([value]) => toText(value)),
  toStrings: goFunction(['any'], ([value]) => stringSlice(toTexts(value))),
  join: goFunction(['string', 'any'], ([separator, values], execution) => joinTexts(separator, values, execution)),
  split: goFunction(['string', 'string'], ([separator, text]) => numbered(splitText(text, separator))),
  splitList: goFunction(['string', 'string'], ([separator, text]) => stringSlice(splitText(text, separator))),
  splitn: goFunction(['string', 'int', 'string'], ([separator, count, text]) =>
    numbered(splitText(text, separator, count)),
  ),
};
