import { isAscii } from './bytes.ts';
import { isSpace } from './space.ts';

const LETTER_OR_DIGIT = /^[\p{L}\p{Nd}]$/u;
const LETTER = /^\p{L}$/u;
const UPPER = /^\p{Lu}$/u;
const TITLE = /^\p{Lt}$/u;

/** Digraphs have a title case of their own: one capital, one small. */
const TITLE_CASE: ReadonlyMap<string, string> = new Map(
  [
    ['Ǆ', 'ǅ', 'ǆ'],
    ['Ǉ', 'ǈ', 'ǉ'],
    ['Ǌ', 'ǋ', 'ǌ'],
    ['Ǳ', 'ǲ', 'ǳ'],
  ].flatMap(([upper = '', title = '', lower = '']) => [
    [upper, title],
    [title, title],
    [lower, title],
  ]),
);

/** Go maps single characters to single characters: what JavaScript would expand stays as it is. */
export function upperCharacter(character: string): string {
  return single(character.toUpperCase(), character);
}

function single(mapped: string, character: string): string {
  return Array.from(mapped).length === 1 ? mapped : character;
}

export function lowerCharacter(character: string): string {
  return character === 'İ' ? 'i' : single(character.toLowerCase(), character);
}

function titleCharacter(character: string): string {
  return TITLE_CASE.get(character) ?? upperCharacter(character);
}

export function isUpper(character: string): boolean {
  const code = character.charCodeAt(0);
  return code < 0x80 ? code >= 0x41 && code <= 0x5a : UPPER.test(character);
}

function isTitle(character: string): boolean {
  return TITLE.test(character);
}

function isLetter(character: string): boolean {
  return LETTER.test(character);
}

/** Go's strings.ToUpper. */
export function toUpper(text: string): string {
  return isAscii(text) ? text.toUpperCase() : mapCharacters(text, upperCharacter);
}

/** Go's strings.ToLower. */
export function toLower(text: string): string {
  return isAscii(text) ? text.toLowerCase() : mapCharacters(text, lowerCharacter);
}

/** Go maps runes: a byte that is none comes out as U+FFFD. */
function mapCharacters(text: string, map: (character: string) => string): string {
  let out = '';
  for (const character of text) {
    out += map(character);
  }
  return out.toWellFormed();
}

/** Go's strings.Title: the first letter of every word. */
export function toTitle(text: string): string {
  let previous = ' ';
  return mapCharacters(text, (character) => {
    const out = isSeparator(previous) ? titleCharacter(character) : character;
    previous = character;
    return out;
  });
}

function isSeparator(character: string): boolean {
  const rune = character.codePointAt(0) ?? 0;
  if (rune < 0x80) {
    return !/[0-9A-Za-z_]/.test(character);
  }
  return !LETTER_OR_DIGIT.test(character) && isSpace(rune);
}

/** The first letter of every word made small. */
export function uncapitalize(text: string): string {
  let atStart = true;
  return mapCharacters(text, (character) => {
    if (isSpace(character.codePointAt(0) ?? 0)) {
      atStart = true;
      return character;
    }
    const out = atStart ? lowerCharacter(character) : character;
    atStart = false;
    return out;
  });
}

/** Capitals become small, small letters capital; those at the start of a word get their title case. */
export function swapCase(text: string): string {
  let afterSpace = true;
  return mapCharacters(text, (character) => {
    if (isUpper(character) || isTitle(character)) {
      afterSpace = false;
      return lowerCharacter(character);
    }
    if (!isLetter(character)) {
      afterSpace = isSpace(character.codePointAt(0) ?? 0);
      return character;
    }
    const out = afterSpace ? titleCharacter(character) : upperCharacter(character);
    afterSpace = false;
    return out;
  });
}
