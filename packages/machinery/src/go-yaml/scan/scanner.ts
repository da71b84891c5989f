import { scanBlockScalar } from './block-scalar.ts';
import {
  COLON,
  DASH,
  DOUBLE_QUOTE,
  HASH,
  isBlankOrEnd,
  isBreak,
  isBreakOrEnd,
  isWord,
  PERCENT,
  QUESTION,
  SINGLE_QUOTE,
  SPACE,
  TAB,
} from './characters.ts';
import { Cursor } from './cursor.ts';
import { scanDirective } from './directive.ts';
import { scanPlain } from './plain.ts';
import { scanQuoted } from './quoted.ts';
import type { Source } from './source.ts';
import { scanTag } from './tag.ts';
import { type Token, type TokenKind, token } from './token.ts';

const maxLevels = 10_000;
/** How many characters on a `:` still makes a key of what it follows. */
const maxKeyLength = 1024;

/** What may turn out to be a key once a `:` is seen, one for each level of brackets. */
interface PossibleKey {
  isPossible: boolean;
  /** Only a key can stand there, so it is an error if it is none. */
  isRequired: boolean;
  /** The number of its first token, counted from the start of the text. */
  token: number;
  at: number;
  line: number;
  column: number;
  /** libyaml loses sight of a key that begins with empty brackets: its first token does not wait for the `:`. */
  isAwaited: boolean;
}

/**
 * Cuts a YAML text into tokens. It reads no further than it must to know the next token, as libyaml does: what comes
 * later may be wrong without anybody noticing.
 */
export class Scanner {
  private readonly cursor: Cursor;
  private queue: Token[] = [];
  private head = 0;
  /** How many tokens have left the queue. */
  private taken = 0;
  private isHeadKnown = false;
  /** The column of the block being read, -1 outside of any. */
  private indent = -1;
  private readonly outerIndents: number[] = [];
  private flowLevel = 0;
  private mayStartKey = true;
  private readonly keys: PossibleKey[] = [noKey(0)];

  constructor(source: Source) {
    this.cursor = new Cursor(source);
  }

  /** The next token, which stays. */
  peek(): Token {
    if (!this.isHeadKnown) this.findHead();
    return this.queue[this.head] as Token;
  }

  /** Goes past the token that was peeked at. */
  skip(): void {
    this.isHeadKnown = false;
    this.taken += 1;
    this.head += 1;
    if (this.head === this.queue.length) {
      this.queue.length = 0;
      this.head = 0;
    }
  }

  /** A token that may begin a key waits until that is settled: a key's token would go before it. */
  private findHead(): void {
    while (this.head === this.queue.length || this.mayBecomeKey(this.queue[this.head] as Token)) this.scanNext();
    this.isHeadKnown = true;
  }

  private mayBecomeKey({ keyLevel }: Token): boolean {
    if (keyLevel < 0 || keyLevel > this.flowLevel) return false;
    const key = this.keys[keyLevel] as PossibleKey;
    return key.isAwaited && key.token === this.taken && this.isStillPossible(key);
  }

  private isStillPossible(key: PossibleKey): boolean {
    if (!key.isPossible) return false;
    if (key.line === this.cursor.line && !this.isTooLong(key)) return true;
    this.giveUp(key);
    return false;
  }

  private isTooLong({ at }: PossibleKey): boolean {
    if (this.cursor.at - at <= maxKeyLength) return false;
    return Array.from(this.cursor.text.slice(at, this.cursor.at)).length > maxKeyLength;
  }

  private giveUp(key: PossibleKey): void {
    if (!key.isPossible) return;
    if (key.isRequired) throw this.cursor.problem("could not find expected ':'");
    key.isPossible = false;
  }

  private get key(): PossibleKey {
    return this.keys[this.flowLevel] as PossibleKey;
  }

  /** Remembers that a key may begin here; the result is the level for its token. */
  private rememberKey(): number {
    if (!this.mayStartKey) return -1;
    const { key, cursor } = this;
    this.giveUp(key);
    key.isPossible = true;
    key.isRequired = this.flowLevel === 0 && this.indent === cursor.column;
    key.token = this.nextNumber;
    key.at = cursor.at;
    key.line = cursor.line;
    key.column = cursor.column;
    key.isAwaited = true;
    return this.flowLevel;
  }

  private scanNext(): void {
    const { cursor } = this;
    this.skipToToken();
    cursor.need(1);
    this.endBlocks(cursor.column);
    cursor.need(4);
    const { code } = cursor;
    if (code === 0) this.endStream();
    else if (cursor.column === 0 && code === PERCENT) this.directive();
    else if (cursor.isAtDocumentMark()) this.documentMark(code);
    else this.scanToken(code);
  }

  private scanToken(code: number): void {
    if (code === DOUBLE_QUOTE || code === SINGLE_QUOTE) this.quoted();
    else if (isWord(code) && code !== DASH) this.plain();
    else if (code === DASH) this.isIndicator() ? this.blockEntry() : this.plain();
    else if (code === COLON) this.mayIndicate() ? this.value() : this.plain();
    else if (code === QUESTION) this.mayIndicate() ? this.explicitKey() : this.plain();
    else this.scanIndicated(code);
  }

  private scanIndicated(code: number): void {
    switch (String.fromCharCode(code)) {
      case '[':
        this.startFlow('flow-sequence-start');
        break;
      case '{':
        this.startFlow('flow-mapping-start');
        break;
      case ']':
        this.endFlow('flow-sequence-end');
        break;
      case '}':
        this.endFlow('flow-mapping-end');
        break;
      case ',':
        this.indicator('flow-entry', true);
        break;
      case '*':
        this.anchor('alias');
        break;
      case '&':
        this.anchor('anchor');
        break;
      case '!':
        this.tag();
        break;
      case '|':
      case '>':
        this.blockScalar();
        break;
      case '\t':
      case '%':
      case '@':
      case '`':
        this.refuse();
        break;
      default:
        this.plain();
    }
  }

  private mayIndicate(): boolean {
    return this.flowLevel > 0 || this.isIndicator();
  }

  private refuse(): never {
    throw this.cursor.problem('found character that cannot start any token');
  }

  private isIndicator(): boolean {
    return isBlankOrEnd(this.cursor.text.charCodeAt(this.cursor.at + 1));
  }

  /** White space, comments and line breaks. Tabs are none where they would be indentation. */
  private skipToToken(): void {
    const { cursor } = this;
    const { text } = cursor;
    for (;;) {
      let code = cursor.code;
      while (code === SPACE || (code === TAB && (this.flowLevel > 0 || !this.mayStartKey))) {
        cursor.at += 1;
        code = cursor.code;
      }
      if (code === HASH) {
        let at = cursor.at;
        while (!isBreakOrEnd(text.charCodeAt(at))) at += 1;
        cursor.at = at;
        code = cursor.code;
      }
      if (!isBreak(code)) return;
      cursor.breakLine();
      if (this.flowLevel === 0) this.mayStartKey = true;
    }
  }

  private push(kind: TokenKind, line: number): void {
    this.queue.push(token(kind, line));
  }

  /** Puts a token before the one with a number, or last when that is gone. */
  private insert(kind: TokenKind, line: number, number: number): void {
    const { queue } = this;
    const index = this.head + number - this.taken;
    queue.push(token(kind, line));
    if (index < this.head || index === queue.length - 1) return;
    const added = queue[queue.length - 1] as Token;
    queue.copyWithin(index + 1, index, queue.length - 1);
    queue[index] = added;
  }

  private get nextNumber(): number {
    return this.taken + this.queue.length - this.head;
  }

  /** A block begins where something stands further to the right than the block around it. */
  private startBlock(kind: TokenKind, column: number, line: number, number: number): void {
    if (this.flowLevel > 0 || this.indent >= column) return;
    this.outerIndents.push(this.indent);
    this.indent = column;
    if (this.outerIndents.length > maxLevels) throw this.tooDeep();
    this.insert(kind, line, number);
  }

  private endBlocks(column: number): void {
    if (this.flowLevel > 0) return;
    while (this.indent > column) {
      this.push('block-end', this.cursor.line);
      this.indent = this.outerIndents.pop() ?? -1;
    }
  }

  private tooDeep(): Error {
    return this.cursor.problem(`exceeded max depth of ${maxLevels}`);
  }

  private endStream(): void {
    const { cursor } = this;
    if (cursor.column !== 0) {
      cursor.line += 1;
      cursor.lineStart = cursor.at;
    }
    this.endBlocks(-1);
    this.giveUp(this.key);
    this.mayStartKey = false;
    this.push('stream-end', cursor.line);
  }

  private directive(): void {
    this.endBlocks(-1);
    this.giveUp(this.key);
    this.mayStartKey = false;
    this.queue.push(scanDirective(this.cursor));
  }

  private documentMark(code: number): void {
    this.endBlocks(-1);
    this.giveUp(this.key);
    this.mayStartKey = false;
    this.push(code === DASH ? 'document-start' : 'document-end', this.cursor.line);
    this.cursor.at += 3;
  }

  private startFlow(kind: TokenKind): void {
    const level = this.rememberKey();
    this.flowLevel += 1;
    this.keys[this.flowLevel] = noKey(this.nextNumber);
    if (this.flowLevel > maxLevels) throw this.tooDeep();
    this.mayStartKey = true;
    this.queue.push(token(kind, this.cursor.line, '', false, level));
    this.cursor.at += 1;
  }

  private endFlow(kind: TokenKind): void {
    this.giveUp(this.key);
    if (this.flowLevel > 0) {
      const { token: inner } = this.key;
      this.flowLevel -= 1;
      if (this.key.token === inner) this.key.isAwaited = false;
    }
    this.mayStartKey = false;
    this.push(kind, this.cursor.line);
    this.cursor.at += 1;
  }

  private indicator(kind: TokenKind, mayStartKey: boolean): void {
    this.giveUp(this.key);
    this.mayStartKey = mayStartKey;
    this.push(kind, this.cursor.line);
    this.cursor.at += 1;
  }

  private blockEntry(): void {
    this.startIndicated('block-sequence-start', 'block sequence entries are not allowed in this context');
    this.indicator('block-entry', true);
  }

  private explicitKey(): void {
    this.startIndicated('block-mapping-start', 'mapping keys are not allowed in this context');
    this.indicator('key', this.flowLevel === 0);
  }

  /** The block, if a new one begins, of an entry that its indicator starts. */
  private startIndicated(kind: TokenKind, problem: string): void {
    if (this.flowLevel > 0) return;
    const { cursor } = this;
    if (!this.mayStartKey) throw cursor.problem(problem);
    this.startBlock(kind, cursor.column, cursor.line, this.nextNumber);
  }

  private value(): void {
    const { key, cursor } = this;
    if (this.isStillPossible(key)) {
      this.insert('key', key.line, key.token);
      this.startBlock('block-mapping-start', key.column, key.line, key.token);
      key.isPossible = false;
      this.mayStartKey = false;
    } else {
      this.startIndicated('block-mapping-start', 'mapping values are not allowed in this context');
      this.mayStartKey = this.flowLevel === 0;
    }
    this.push('value', cursor.line);
    cursor.at += 1;
  }

  private anchor(kind: 'anchor' | 'alias'): void {
    const level = this.rememberKey();
    this.mayStartKey = false;
    const { cursor } = this;
    const start = cursor.at + 1;
    cursor.at = start;
    while (isWord(cursor.code)) cursor.at += 1;
    const { code } = cursor;
    if (cursor.at === start || !(isBlankOrEnd(code) || '?:,]}%@`'.includes(String.fromCharCode(code)))) {
      throw cursor.problem('did not find expected alphabetic or numeric character');
    }
    this.queue.push(token(kind, cursor.line, cursor.text.slice(start, cursor.at), false, level));
  }

  private tag(): void {
    const level = this.rememberKey();
    this.mayStartKey = false;
    const tag = scanTag(this.cursor);
    tag.keyLevel = level;
    this.queue.push(tag);
  }

  private blockScalar(): void {
    if (this.flowLevel > 0) this.refuse();
    const { cursor } = this;
    this.giveUp(this.key);
    this.mayStartKey = true;
    const { line } = cursor;
    this.queue.push(token('scalar', line, scanBlockScalar(cursor, this.indent)));
    cursor.need(1);
  }

  private quoted(): void {
    const level = this.rememberKey();
    this.mayStartKey = false;
    const { line } = this.cursor;
    this.scalar(token('scalar', line, scanQuoted(this.cursor), false, level));
  }

  private plain(): void {
    const { cursor } = this;
    const level = this.rememberKey();
    this.mayStartKey = false;
    const { line } = cursor;
    const { text, endedLine } = scanPlain(cursor, this.flowLevel > 0, this.indent + 1);
    if (endedLine) this.mayStartKey = true;
    this.scalar(token('scalar', line, text, true, level));
  }

  /** Most scalars that may be keys are followed by `:`, so their tokens are put in order at once. */
  private scalar(scalar: Token): void {
    const { cursor, key } = this;
    cursor.need(2);
    const isKey =
      scalar.keyLevel >= 0 &&
      cursor.code === COLON &&
      (this.flowLevel > 0 || this.isIndicator()) &&
      cursor.line === key.line;
    if (!isKey || this.isTooLong(key)) {
      this.queue.push(scalar);
      return;
    }
    this.startBlock('block-mapping-start', key.column, key.line, key.token);
    this.push('key', key.line);
    scalar.keyLevel = -1;
    this.queue.push(scalar);
    key.isPossible = false;
    this.push('value', cursor.line);
    cursor.at += 1;
  }
}

function noKey(token: number): PossibleKey {
  return { isPossible: false, isRequired: false, token, at: 0, line: 0, column: 0, isAwaited: false };
}
