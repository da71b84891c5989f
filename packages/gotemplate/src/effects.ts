import type { PlainMap } from './value/value.ts';

/**
 * What functions have done beside giving text, counted: who keeps a result to give it again asks whether anything has
 * changed since, and whether anything that varies went into it.
 */
export class Effects {
  /** Maps changed in place. */
  changes = 0;
  /** Answers that may be others the next time. */
  varying = 0;
  /** Whether a map was changed that others than the template at work may see; by then, any map may have become one. */
  hasChangedShared = false;
  readonly #isShared: (map: PlainMap) => boolean;

  /** `isShared` is asked before a map is changed; without it, all maps are taken for shared. */
  constructor(isShared: (map: PlainMap) => boolean = () => true) {
    this.#isShared = isShared;
  }

  /** For a function that is about to change a map that it was given. */
  change(map: PlainMap): void {
    this.changes += 1;
    this.hasChangedShared ||= this.#isShared(map);
  }
}
