import { CARRIAGE_RETURN, DASH, DOT, isBlankOrEnd, LINE_FEED } from './characters.ts';
import type { Source } from './source.ts';

/** What is wrong with a YAML text, in the words of Go's yaml.v2. */
export class YamlError extends Error {
  constructor(problem: string) {
    super(`yaml: ${problem}`);
  }
}

/** A place in a text: where it is, on which line (from 0), and where that line began. */
export class Cursor {
  readonly text: string;
  private readonly refusal: Source['refusal'];
  at = 0;
  line = 0;
  lineStart = 0;

  constructor(source: Source) {
    this.text = source.text;
    this.refusal = source.refusal;
  }

  get code(): number {
    return this.text.charCodeAt(this.at);
  }

  get column(): number {
    return this.at - this.lineStart;
  }

  /** Goes past the line break at the cursor, and says what it counts as: everything but separators is a line feed. */
  breakLine(): string {
    this.need(2);
    const code = this.code;
    const isPair = code === CARRIAGE_RETURN && this.text.charCodeAt(this.at + 1) === LINE_FEED;
    this.at += isPair ? 2 : 1;
    this.line += 1;
    this.lineStart = this.at;
    return code < 0x2028 ? '\n' : String.fromCharCode(code);
  }

  /** `---` or `...` at the start of a line, with nothing attached. */
  isAtDocumentMark(): boolean {
    if (this.at !== this.lineStart) return false;
    const code = this.code;
    if (code !== DASH && code !== DOT) return false;
    const { text, at } = this;
    return (
      text.charCodeAt(at + 1) === code && text.charCodeAt(at + 2) === code && isBlankOrEnd(text.charCodeAt(at + 3))
    );
  }

  /** Throws the reader's error when so many characters from here on cannot be had. */
  need(characters: number): void {
    if (this.refusal !== undefined && this.lacks(characters, this.refusal.at))
      throw new YamlError(this.refusal.problem);
  }

  private lacks(characters: number, end: number): boolean {
    if (this.at + characters > end) return true;
    return this.at + 2 * characters > end && Array.from(this.text.slice(this.at, end)).length < characters;
  }

  /** The scanner's error here; lines are counted from 1, and the first one is not mentioned. */
  problem(problem: string): YamlError {
    if (this.refusal !== undefined && this.at + 1 > this.refusal.at) return new YamlError(this.refusal.problem);
    return new YamlError(this.line === 0 ? problem : `line ${this.line + 1}: ${problem}`);
  }
}
