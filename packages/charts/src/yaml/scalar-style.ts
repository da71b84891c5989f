import { readsAsText as resolvesToText } from './resolve.ts';

/** What yaml.v2's emitter finds out about a text before it picks a style. */
interface ScalarFacts {
  plainAllowed: boolean;
  singleQuotedAllowed: boolean;
  blockAllowed: boolean;
}

export type ScalarStyle = 'plain' | 'single' | 'double' | 'literal';

/** Texts that are safe in every position; the words that YAML takes for something else are looked up after it. */
const simple = /^[A-Za-z_/$(][\w./$()+=-]*$/;

/** The style that Go's YAML writes a text in: as a key, or as a value in block context. */
export function scalarStyle(text: string, isKey: boolean, version: 2 | 3): ScalarStyle {
  if (simple.test(text)) return resolvesToText(text) ? 'plain' : 'double';
  const facts = analyze(text, version === 3);
  if (text.includes('\n')) {
    return facts.blockAllowed && !isKey ? 'literal' : 'double';
  }
  if (!readsAsText(text)) return 'double';
  if (facts.plainAllowed && !(text === '' && isKey)) return 'plain';
  return facts.singleQuotedAllowed ? 'single' : 'double';
}

function readsAsText(text: string): boolean {
  if (!resolvesToText(text)) return false;
  // Base 60 is text for yaml.v2, but quoted for the sake of other readers.
  return !/^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/.test(text);
}

export function isMultiline(text: string): boolean {
  return /[\n\r\u0085\u2028\u2029]/.test(text);
}

/** Printable without an escape, by yaml.v2's table: nothing beyond the basic plane, no byte order mark. */
export function isPrintable(code: number): boolean {
  return (
    code === 0x0a ||
    (code >= 0x20 && code <= 0x7e) ||
    (code >= 0xa0 && code <= 0xd7ff) ||
    (code >= 0xe000 && code <= 0xfffd && code !== 0xfeff)
  );
}

export function isBreak(code: number): boolean {
  return code === 0x0a || code === 0x0d || code === 0x85 || code === 0x2028 || code === 0x2029;
}

function isBlank(code: number | undefined): boolean {
  return code === 0x20 || code === 0x09;
}

/** Literal blocks may have tabs in yaml.v3. */
function analyze(text: string, mayHaveTabs: boolean): ScalarFacts {
  if (text === '') return { plainAllowed: true, singleQuotedAllowed: true, blockAllowed: false };
  const codes = Array.from(text, (character) => character.codePointAt(0) ?? 0);
  const white = findWhite(codes);
  const special = codes.some((code) => !isPrintable(code));
  const isOdd = mayHaveTabs ? codes.some((code) => !isPrintable(code) && code !== 0x09) : special;
  const spaced = white.breakThenSpace || white.spaceThenBreak || special;
  return {
    plainAllowed: !white.atEdge && !spaced && !white.lineBreaks && !hasIndicator(text, codes),
    singleQuotedAllowed: !spaced,
    blockAllowed: !white.spaceAtEnd && !white.spaceThenBreak && !isOdd,
  };
}

/** Something that would be taken for structure if the text stood there without quotes. */
function hasIndicator(text: string, codes: readonly number[]): boolean {
  if (text.startsWith('---') || text.startsWith('...')) return true;
  if ('#,[]{}&*!|>\'"%@`'.includes(text.charAt(0))) return true;
  return codes.some((code, index) => {
    const character = String.fromCharCode(code);
    const blankFollows = index + 1 >= codes.length || isBlank(codes[index + 1]);
    if (character === ':') return blankFollows;
    if (character === '#') return isBlankOrBreak(codes[index - 1]);
    return index === 0 && (character === '-' || character === '?') && blankFollows;
  });
}

function isBlankOrBreak(code: number | undefined): boolean {
  return code !== undefined && (isBlank(code) || isBreak(code) || code === 0);
}

function findWhite(codes: readonly number[]) {
  const white = { lineBreaks: false, atEdge: false, spaceAtEnd: false, breakThenSpace: false, spaceThenBreak: false };
  let previous: 'space' | 'break' | 'other' = 'other';
  for (const [index, code] of codes.entries()) {
    const kind = code === 0x20 ? 'space' : isBreak(code) ? 'break' : 'other';
    if (kind !== 'other' && (index === 0 || index === codes.length - 1)) white.atEdge = true;
    if (kind === 'space') {
      if (index === codes.length - 1) white.spaceAtEnd = true;
      if (previous === 'break') white.breakThenSpace = true;
    } else if (kind === 'break') {
      white.lineBreaks = true;
      if (previous === 'space') white.spaceThenBreak = true;
    }
    previous = kind;
  }
  return white;
}
