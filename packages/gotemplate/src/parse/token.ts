import { quote } from '../text/quote.ts';

export type TokenKind =
  | 'error'
  | 'bool'
  | 'char'
  | 'charConstant'
  | 'complex'
  | 'assign'
  | 'declare'
  | 'eof'
  | 'field'
  | 'identifier'
  | 'leftDelimiter'
  | 'leftParen'
  | 'number'
  | 'pipe'
  | 'rawString'
  | 'rightDelimiter'
  | 'rightParen'
  | 'space'
  | 'string'
  | 'text'
  | 'variable'
  | Keyword;

export type Keyword =
  | 'block'
  | 'break'
  | 'continue'
  | 'dot'
  | 'define'
  | 'else'
  | 'end'
  | 'if'
  | 'nil'
  | 'range'
  | 'template'
  | 'with';

export interface Token {
  kind: TokenKind;
  /** Index in the text. */
  position: number;
  value: string;
}

/** A token whose value is always the same. */
export function symbolToken(kind: TokenKind, value: string): Token {
  return { kind, position: 0, value };
}

const KEYWORDS: ReadonlyMap<string, Keyword> = new Map<string, Keyword>([
  ['.', 'dot'],
  ['block', 'block'],
  ['break', 'break'],
  ['continue', 'continue'],
  ['define', 'define'],
  ['else', 'else'],
  ['end', 'end'],
  ['if', 'if'],
  ['nil', 'nil'],
  ['range', 'range'],
  ['template', 'template'],
  ['with', 'with'],
]);

const KEYWORD_KINDS: ReadonlySet<TokenKind> = new Set(KEYWORDS.values());

export function keyword(word: string): Keyword | undefined {
  return KEYWORDS.get(word);
}

/** How Go names a token in its messages. */
export function describeToken(token: Token): string {
  if (token.kind === 'eof') {
    return 'EOF';
  }
  if (token.kind === 'error') {
    return token.value;
  }
  if (KEYWORD_KINDS.has(token.kind)) {
    return `<${token.value}>`;
  }
  const characters = Array.from(token.value);
  return token.value.length > 10 && characters.length > 10
    ? `${quote(characters.slice(0, 10).join(''))}...`
    : quote(token.value);
}
