import { isTemplateSpace } from '../text/characters.ts';
import { ActionLexer } from './action-lexer.ts';
import { TextCursor } from './cursor.ts';
import { Delimiters, TRIM_MARKER_LENGTH } from './delimiters.ts';
import type { Token } from './token.ts';

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
  #insideAction = false;

  constructor(text: string, options: LexerOptions) {
    this.#cursor = new TextCursor(text);
    this.#delimiters = new Delimiters(this.#cursor, options.delimiters);
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
    if (cursor.position > cursor.start) {
      cursor.countLines();
      return cursor.take('text');
    }
    return { kind: 'eof', position: cursor.position, value: 'EOF', line: cursor.startLine };
  }

  /** Undefined where there is none. */
  #textBefore(found: number): Token | undefined {
    const cursor = this.#cursor;
    if (found === cursor.position) {
      return undefined;
    }
    cursor.position = found;
    if (this.#delimiters.hasLeftMarker(found + this.#delimiters.left.length)) {
      while (cursor.position > cursor.start && isTemplateSpace(cursor.text.charCodeAt(cursor.position - 1))) {
        cursor.position -= 1;
      }
    }
    cursor.countLines();
    const token = cursor.take('text');
    cursor.position = found;
    cursor.ignore();
    return token.value === '' ? undefined : token;
  }

  /** Undefined after a comment, which is no token. */
  #leftDelimiter(): Token | undefined {
    const cursor = this.#cursor;
    cursor.position += this.#delimiters.left.length;
    const markerLength = this.#delimiters.hasLeftMarker(cursor.position) ? TRIM_MARKER_LENGTH : 0;
    if (cursor.startsWith(LEFT_COMMENT, cursor.position + markerLength)) {
      cursor.position += markerLength;
      cursor.ignore();
      return this.#comment();
    }
    const token = cursor.take('leftDelimiter');
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
    if (delimiter === undefined) {
      return cursor.fail('comment ends before closing delimiter');
    }
    cursor.countLines();
    cursor.take('text');
    this.#delimiters.passRight(delimiter.trim);
    cursor.ignore();
    return undefined;
  }
}
