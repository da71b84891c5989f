import type { Program } from './compile/program.ts';

/** Of one text, and of all, in characters. */
const LONGEST = 16_384;
const MOST = 524_288;

/** What texts were parsed to that may come again, as those given to Helm's `tpl`: the oldest are forgotten. */
export class ParsedTexts {
  readonly #programs = new Map<string, readonly Program[]>();
  #size = 0;

  find(name: string, text: string): readonly Program[] | undefined {
    return text.length > LONGEST ? undefined : this.#programs.get(keyOf(name, text));
  }

  keep(name: string, text: string, programs: readonly Program[]): void {
    if (text.length > LONGEST) {
      return;
    }
    const key = keyOf(name, text);
    this.#programs.set(key, programs);
    this.#size += key.length;
    for (const oldest of this.#programs.keys()) {
      if (this.#size <= MOST) {
        break;
      }
      this.#programs.delete(oldest);
      this.#size -= oldest.length;
    }
  }
}

function keyOf(name: string, text: string): string {
  return `${name}\0${text}`;
}
