import { goInteger } from '../schema/go-integer.ts';

/** The characters of one line of `--set`. */
export class SetReader {
  private readonly characters: string[];
  private at = 0;

  constructor(text: string) {
    this.characters = [...text];
  }

  next(): string | undefined {
    const character = this.characters[this.at];
    if (character !== undefined) this.at += 1;
    return character;
  }

  back(): void {
    this.at -= 1;
  }

  /** What is left. */
  rest(): string {
    return this.characters.slice(this.at).join('');
  }

  skip(text: string): void {
    this.at += [...text].length;
  }

  /** Up to one of the characters, which is passed over; `stop` is undefined where the line ends before. */
  until(stops: string, isEscaped = true): { text: string; stop: string | undefined } {
    let text = '';
    for (;;) {
      const character = this.next();
      if (character === undefined || stops.includes(character)) return { text, stop: character };
      if (character === '\\' && isEscaped) {
        const escaped = this.next();
        if (escaped === undefined) return { text, stop: undefined };
        text += escaped;
      } else {
        text += character;
      }
    }
  }

  /** The number before a closing bracket. */
  index(isEscaped = true): number {
    const { text, stop } = this.until(']', isEscaped);
    const index = stop === undefined ? 'EOF' : goInteger(text);
    if (typeof index === 'string') throw new Error(`error parsing index: ${index}`);
    return index;
  }
}
