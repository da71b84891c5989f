import { isUpper, lowerCharacter, upperCharacter } from './case.ts';
import { isSpace } from './space.ts';

const PUNCTUATION = remembered(/^\p{P}$/u);
const LETTER = remembered(/^\p{L}$/u);
const NUMBER = remembered(/^\p{N}$/u);
/** Letters of scripts without case count as words of their own kind. */
const IDEOGRAPH = /^[\u3400-\u4d85\u4e00-\u9fcc\u{20000}-\u{2b81d}]$/u;

/** A test of characters that answers at once for those of ASCII. */
function remembered(pattern: RegExp): { test(character: string): boolean } {
  const ascii = Array.from({ length: 128 }, (_, code) => pattern.test(String.fromCharCode(code)));
  return { test: (character) => ascii[character.charCodeAt(0)] ?? pattern.test(character) };
}

function isConnector(character: string): boolean {
  return character === '-' || character === '_' || isSpace(character.codePointAt(0) ?? 0);
}

/** xstrings.ToPascalCase: words joined by connectors lose these and get a capital each. */
export function toPascalCase(text: string): string {
  const characters = Array.from(text.toWellFormed());
  const start = characters.findIndex((character) => !isConnector(character));
  if (start < 0) {
    // xstrings writes the last connector twice where there is nothing else.
    return characters.join('') + (characters.at(-1) ?? '');
  }
  let out = characters.slice(0, start).join('');
  let current = characters[start] ?? '';
  let afterCapital = isUpper(current);
  current = upperCharacter(current);
  for (const next of characters.slice(start + 1)) {
    const previous = current;
    current = next;
    if (isConnector(current) && isConnector(previous)) {
      out += previous;
    } else if (isConnector(previous)) {
      afterCapital = isUpper(current);
      current = upperCharacter(current);
    } else {
      if (afterCapital && isUpper(current)) {
        current = lowerCharacter(current);
      } else {
        afterCapital = false;
      }
      out += previous;
    }
  }
  return out + current;
}

type WordKind = 'none' | 'number' | 'upper' | 'alphabet' | 'connector' | 'punctuation' | 'other';

interface Word {
  kind: WordKind;
  text: string;
}

/** xstrings.ToSnakeCase and ToKebabCase. */
export function toConnectedCase(text: string, connector: string): string {
  return new WordJoiner(text, connector).join();
}

function isAlphabet(character: string): boolean {
  return LETTER.test(character) && !IDEOGRAPH.test(character);
}

/** Walks the words of a text and decides where a connector belongs. */
class WordJoiner {
  /** A piece for each character: what is no character goes with the one behind it. */
  readonly #pieces: string[] = [];
  /** The character that each piece counts as. */
  readonly #characters: string[] = [];
  readonly #connector: string;
  #at = 0;
  #out = '';
  #word: Word = { kind: 'none', text: '' };

  constructor(text: string, connector: string) {
    this.#connector = connector;
    let bad = '';
    for (const character of text) {
      if (character === '\ufffd' || !character.isWellFormed()) {
        bad += character;
      } else {
        this.#pieces.push(bad + character);
        this.#characters.push(character);
        bad = '';
      }
    }
    if (bad !== '') {
      this.#pieces.push(bad);
      this.#characters.push(this.#characters.at(-1) ?? '');
    }
  }

  join(): string {
    this.#advance();
    while (this.#at < this.#characters.length) {
      if (this.#word.kind !== 'connector') {
        this.#write(this.#word);
      }
      const previous = this.#word;
      this.#advance();
      this.#between(previous);
    }
    this.#write(this.#word);
    return this.#out;
  }

  #between(previous: Word): void {
    switch (previous.kind) {
      case 'number':
        this.#writeAttached();
        this.#connectUnless('none', 'punctuation', 'connector');
        break;
      case 'connector':
        this.#write(previous);
        break;
      case 'punctuation':
        break;
      default:
        this.#afterWord();
    }
  }

  #afterWord(): void {
    if (this.#word.kind !== 'number') {
      this.#connectUnless('connector', 'punctuation');
      return;
    }
    if (this.#at >= this.#characters.length) {
      return;
    }
    const number = this.#word;
    this.#advance();
    if (!this.#is('alphabet')) {
      // A number belongs to the word before it: "Bld4Floor" is "bld4_floor".
      this.#write(number);
      this.#connectUnless('connector', 'punctuation');
      return;
    }
    // Unless small letters follow: "HTTP2xx" is "http_2xx".
    this.#out += this.#connector;
    this.#write(number);
    this.#writeAttached();
    this.#connectUnless('none', 'connector', 'punctuation');
  }

  #is(kind: WordKind): boolean {
    return this.#word.kind === kind;
  }

  #writeAttached(): void {
    while (this.#is('alphabet') || this.#is('number')) {
      this.#write(this.#word);
      this.#advance();
    }
  }

  #connectUnless(...kinds: WordKind[]): void {
    if (!kinds.includes(this.#word.kind)) {
      this.#out += this.#connector;
    }
  }

  #write({ kind, text }: Word): void {
    if (kind !== 'upper' && kind !== 'connector') {
      this.#out += text;
      return;
    }
    for (const character of text.toWellFormed()) {
      this.#out += isConnector(character)
        ? this.#connector
        : isUpper(character)
          ? lowerCharacter(character)
          : character;
    }
  }

  #advance(): void {
    const start = this.#at;
    const kind = this.#takeWord();
    this.#word = { kind, text: this.#pieces.slice(start, this.#at).join('') };
  }

  #takeWord(): WordKind {
    const first = this.#characters[this.#at];
    if (first === undefined) {
      return 'none';
    }
    this.#at += 1;
    if (first === '') {
      return 'none';
    }
    if (isConnector(first)) {
      this.#takeWhile(isConnector);
      return 'connector';
    }
    if (PUNCTUATION.test(first)) {
      this.#takeWhile((character) => PUNCTUATION.test(character));
      return 'punctuation';
    }
    if (isUpper(first)) {
      this.#takeCapitalized();
      return 'upper';
    }
    if (isAlphabet(first)) {
      this.#takeSmall();
      return 'alphabet';
    }
    if (NUMBER.test(first)) {
      this.#takeWhile((character) => NUMBER.test(character));
      return 'number';
    }
    this.#takeWhile(
      (character) =>
        !isConnector(character) && !isAlphabet(character) && !NUMBER.test(character) && !PUNCTUATION.test(character),
    );
    return 'other';
  }

  #takeWhile(holds: (character: string) => boolean): void {
    for (;;) {
      const character = this.#characters[this.#at];
      if (character === undefined || !holds(character)) {
        return;
      }
      this.#at += 1;
    }
  }

  #takeSmall(): void {
    this.#takeWhile((character) => isAlphabet(character) && !isUpper(character));
  }

  #takeCapitalized(): void {
    const second = this.#characters[this.#at];
    if (second === undefined || !isUpper(second)) {
      this.#takeSmall();
      return;
    }
    this.#takeWhile(isUpper);
    const next = this.#characters[this.#at];
    // The last capital of "HTTPStatus" belongs to the next word.
    if (next !== undefined && isAlphabet(next)) {
      this.#at -= 1;
    }
  }
}
