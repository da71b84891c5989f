import { DOT_SLOT, ROOT_SLOT } from './node.ts';

interface Declared {
  readonly name: string;
  /** Undefined where the name is known without having a value. */
  slot: number | undefined;
  /** Declared by what may be skipped: whether it exists shows when it runs. */
  readonly isUncertain: boolean;
}

/** The slots of one body: which variables its text sees, where the dot is, and how many slots there are. */
export class BodyScope {
  readonly #declared: Declared[] = [];
  readonly #byName = new Map<string, Declared[]>();
  #slotCount = ROOT_SLOT + 2;
  #uncertain: number[] = [];
  /** The slot of the dot where the parser is. */
  dot: number = DOT_SLOT;
  /** Within an argument that may be skipped. */
  isUncertain = false;

  constructor() {
    this.#push({ name: '$', slot: ROOT_SLOT, isUncertain: false });
  }

  get slotCount(): number {
    return this.#slotCount;
  }

  /** To be given to `leave` at the end of the block that begins here. */
  get mark(): number {
    return this.#declared.length;
  }

  leave(mark: number): void {
    while (this.#declared.length > mark) {
      const { name } = this.#declared.pop() ?? { name: '' };
      this.#byName.get(name)?.pop();
    }
  }

  /** What was declared since a mark stays known in an `else`, as in Go, but has no value there. */
  forget(mark: number): void {
    for (let index = mark; index < this.#declared.length; index++) {
      const declared = this.#declared[index];
      if (declared !== undefined) {
        declared.slot = undefined;
      }
    }
  }

  /** Slots for a variable, a dot or a loop. */
  reserve(): number {
    const slot = this.#slotCount;
    this.#slotCount += 2;
    return slot;
  }

  /** The slot of a variable from here on. */
  declare(name: string): number {
    const slot = this.reserve();
    this.#push({ name, slot, isUncertain: this.isUncertain });
    if (this.isUncertain) {
      this.#uncertain.push(slot);
    }
    return slot;
  }

  /** The slots of the uncertain declarations since it was last asked. */
  takeUncertain(): readonly number[] {
    const slots = this.#uncertain;
    if (slots.length > 0) {
      this.#uncertain = [];
    }
    return slots;
  }

  /** Left of `:=` and `=` a name is known to the parser at once, to the run when the right side has its value, if at all. */
  mention(name: string): void {
    this.#push({ name, slot: undefined, isUncertain: true });
  }

  #push(declared: Declared): void {
    this.#declared.push(declared);
    const same = this.#byName.get(declared.name);
    if (same === undefined) {
      this.#byName.set(declared.name, [declared]);
    } else {
      same.push(declared);
    }
  }

  knows(name: string): boolean {
    const same = this.#byName.get(name);
    return same !== undefined && same.length > 0;
  }

  /** Where the value of a name can be, the latest declaration first; certain if one of them is always come by. */
  find(name: string): { slots: number[]; isCertain: boolean } {
    const slots: number[] = [];
    const same = this.#byName.get(name) ?? [];
    for (let index = same.length - 1; index >= 0; index--) {
      const declared = same[index];
      if (declared?.slot === undefined) {
        continue;
      }
      slots.push(declared.slot);
      if (!declared.isUncertain) {
        return { slots, isCertain: true };
      }
    }
    return { slots, isCertain: false };
  }
}
