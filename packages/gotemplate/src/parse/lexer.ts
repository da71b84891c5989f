import { isTemplateSpace } from '../text/characters.ts';
import { ActionLexer } from './action-lexer.ts';
import { TextCursor } from './cursor.ts';
import { Delimiters, TRIM_MARKER_LENGTH } from './delimiters.ts';
import { symbolToken, type Token } from './token.ts';

const LEFT_COMMENT = '/*';
const RIGHT_COMMENT = '*/';

export interface LexerOptions {
  delimiters: readonly [string, string];
  /** `break` and `continue` are ordinary names where a function has that name. */
  isFunction: (name: string) => boolean;
}

/** Cuts a template's text into tokens, one at a time, as the parser asks for them. */
export class Lexer {
  readonly #cursor: TextCursor;
  readonly #delimiters: Delimiters;
  readonly #action: ActionLexer;
  readonly #left: Token;
  readonly #end = symbolToken('eof', 'EOF');
  #insideAction = false;

  constructor(text: string, options: LexerOptions) {
    this.#cursor = new TextCursor(text);
    this.#delimiters = new Delimiters(this.#cursor, options.delimiters);
    this.#left = symbolToken('leftDelimiter', this.#delimiters.left);
    this.#action = new ActionLexer(this.#cursor, this.#delimiters, options.isFunction);
  }

  next(): Token {
    if (!this.#insideAction) {
      return this.#text();
    }
    const token = this.#action.next();
    this.#insideAction = token.kind !== 'rightDelimiter';
    return token;
  }

  #text(): Token {
    const cursor = this.#cursor;
    for (;;) {
      const found = cursor.text.indexOf(this.#delimiters.left, cursor.position);
      if (found < 0) {
        return this.#rest();
      }
      const token = this.#textBefore(found) ?? this.#leftDelimiter();
      if (token !== undefined) {
        return token;
      }
    }
  }

  #rest(): Token {
    const cursor = this.#cursor;
    cursor.position = cursor.text.length;
    return cursor.position > cursor.start ? cursor.take('text') : cursor.takeSymbol(this.#end);
  }

  /** Undefined where there is none. */
  #textBefore(found: number): Token | undefined {
    const cursor = this.#cursor;
    if (found === cursor.position) {
      return undefined;
    }
    let end = found;
    if (this.#delimiters.hasLeftMarker(found + this.#delimiters.left.length)) {
      while (end > cursor.start && isTemplateSpace(cursor.text.charCodeAt(end - 1))) {
        end -= 1;
      }
    }
    cursor.position = end;
    const token = end > cursor.start ? cursor.take('text') : undefined;
    cursor.position = found;
    cursor.ignore();
    return token;
  }

  /** Undefined after a comment, which is no token. */
  #leftDelimiter(): Token | undefined {
    const cursor = this.#cursor;
    cursor.position += this.#delimiters.left.length;
    const markerLength = this.#delimiters.hasLeftMarker(cursor.position) ? TRIM_MARKER_LENGTH : 0;
    if (cursor.text.startsWith(LEFT_COMMENT, cursor.position + markerLength)) {
      cursor.position += markerLength;
      cursor.ignore();
      return this.#comment();
    }
    const token = cursor.takeSymbol(this.#left);
    cursor.position += markerLength;
    cursor.ignore();
    this.#insideAction = true;
    this.#action.begin();
    return token;
  }

  /** Undefined, or what is wrong with it. */
  #comment(): Token | undefined {
    const cursor = this.#cursor;
    const end = cursor.text.indexOf(RIGHT_COMMENT, cursor.position + LEFT_COMMENT.length);
    if (end < 0) {
      cursor.position += LEFT_COMMENT.length;
      return cursor.fail('unclosed comment');
    }
    cursor.position = end + RIGHT_COMMENT.length;
    const delimiter = this.#delimiters.atRight();
    if (delimiter === 'none') {
      return cursor.fail('comment ends before closing delimiter');
    }
    this.#delimiters.passRight(delimiter);
    cursor.ignore();
    return undefined;
  }
}
