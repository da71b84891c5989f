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
  if (text.includes('\n')) {
    return !isKey && analyze(text, version === 3).blockAllowed ? 'literal' : 'double';
  }
  if (!readsAsText(text)) return 'double';
  const facts = analyze(text, version === 3);
  if (facts.plainAllowed && !(text === '' && isKey)) return 'plain';
  return facts.singleQuotedAllowed ? 'single' : 'double';
}

const base60 = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/;

function readsAsText(text: string): boolean {
  if (!resolvesToText(text)) return false;
  // Base 60 is text for yaml.v2, but quoted for the sake of other readers.
  return !(text.includes(':') && base60.test(text));
}

const lineBreak = /[\n\r\u0085\u2028\u2029]/;

export function isMultiline(text: string): boolean {
  return lineBreak.test(text);
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

type Kind = 'other' | 'space' | 'break' | 'tab' | 'special' | 'indicator';

/** What a character of the first 128 is to a scalar; an indicator is one only in some places. */
const asciiKinds: Kind[] = Array.from({ length: 128 }, (_, code) => {
  if (code === 0x20) return 'space';
  if (code === 0x09) return 'tab';
  if (code === 0x0a || code === 0x0d) return 'break';
  if (!isPrintable(code)) return 'special';
  return '-?:#,[]{}&*!|>\'"%@`'.includes(String.fromCharCode(code)) ? 'indicator' : 'other';
});

function kindOf(code: number): Kind {
  if (code < 128) return asciiKinds[code] ?? 'other';
  if (isBreak(code)) return 'break';
  return isPrintable(code) ? 'other' : 'special';
}

/** Literal blocks may have tabs in yaml.v3. */
function analyze(text: string, mayHaveTabs: boolean): ScalarFacts {
  if (text === '') return { plainAllowed: true, singleQuotedAllowed: true, blockAllowed: false };
  const last = text.length - 1;
  let [isPlain, isSpaced, isSpecial, spaceThenBreak] = [!startsDocument(text), false, false, false];
  let previous: Kind = 'other';
  for (let index = 0; index <= last; index += 1) {
    const code = text.charCodeAt(index);
    const kind = kindOf(code);
    if (kind === 'space' || kind === 'break') {
      if (index === 0 || index === last || kind === 'break') isPlain = false;
      if (kind === 'space' && previous === 'break') isSpaced = true;
      if (kind === 'break' && previous === 'space') spaceThenBreak = true;
      // These two breaks are no printable characters to yaml.v2 either.
      if (code === 0x0d || code === 0x85) isSpecial = true;
    } else if (kind === 'special' || kind === 'tab') {
      isSpaced = true;
      if (kind === 'special' || !mayHaveTabs) isSpecial = true;
    } else if (kind === 'indicator' && isPlain) {
      isPlain = !isIndicator(text, index, code);
    }
    previous = kind;
  }
  const isQuotable = !isSpaced && !isSpecial && !spaceThenBreak;
  return {
    plainAllowed: isPlain && isQuotable,
    singleQuotedAllowed: isQuotable,
    blockAllowed: previous !== 'space' && !spaceThenBreak && !isSpecial,
  };
}

function startsDocument(text: string): boolean {
  return text.startsWith('---') || text.startsWith('...');
}

/** Something that would be taken for structure if the text stood there without quotes. */
function isIndicator(text: string, index: number, code: number): boolean {
  switch (code) {
    case 0x3a: // :
      return isFollowedByBlank(text, index);
    case 0x23: // #
      return index === 0 || isBlankOrBreak(text.charCodeAt(index - 1));
    case 0x2d: // -
    case 0x3f: // ?
      return index === 0 && isFollowedByBlank(text, index);
    default:
      return index === 0;
  }
}

function isFollowedByBlank(text: string, index: number): boolean {
  const next = text.charCodeAt(index + 1);
  return index + 1 >= text.length || next === 0x20 || next === 0x09;
}

function isBlankOrBreak(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0 || isBreak(code);
}
