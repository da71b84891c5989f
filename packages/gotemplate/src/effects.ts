/** What a function does beside answering from its arguments alone. */
export type Effect =
  /** Nothing: the same arguments give the same answer. */
  | 'none'
  /** It changes one of its arguments, which others may hold. */
  | 'changes'
  /** Its answer may be another one the next time: clocks, chance, the world. */
  | 'varies';

/**
 * What functions have done beside giving text, counted: who keeps a result to give it again asks whether anything has
 * changed since, and whether anything that varies went into it.
 */
export class Effects {
  /** Values changed in place. */
  changes = 0;
  /** The same, and answers that may be others the next time. */
  total = 0;

  note(effect: Effect): void {
    if (effect === 'none') {
      return;
    }
    this.total += 1;
    if (effect === 'changes') {
      this.changes += 1;
    }
  }
}
