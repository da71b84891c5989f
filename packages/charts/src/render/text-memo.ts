import type { Effects, Value } from '@violet/gotemplate';

interface Kept {
  text: string;
  /** How many values had been changed in place when the text was made. */
  changes: number;
}

/**
 * Texts that were made from values, to be given again as long as no value has been changed and where nothing that varies
 * went into them. Charts include the same few templates with the same dot, and print the same values, again and again.
 */
export class TextMemo {
  readonly #effects: Effects;
  readonly #kept = new WeakMap<object, Map<unknown, Kept>>();

  constructor(effects: Effects) {
    this.#effects = effects;
  }

  /** What `make` makes of a value; `maker` tells it from others that make texts of the same value. */
  textOf(value: Value, maker: unknown, make: () => string): string {
    if (typeof value !== 'object' || value === null) return make();
    const effects = this.#effects;
    const kept = this.#kept.get(value)?.get(maker);
    if (kept !== undefined && kept.changes === effects.changes) return kept.text;
    const { changes, varying } = effects;
    const text = make();
    if (effects.changes === changes && effects.varying === varying) this.#keep(value, maker, { text, changes });
    return text;
  }

  #keep(value: object, maker: unknown, kept: Kept): void {
    const texts = this.#kept.get(value);
    if (texts === undefined) this.#kept.set(value, new Map([[maker, kept]]));
    else texts.set(maker, kept);
  }
}
