import { BUILTINS } from '../builtin/builtins.ts';
import type { Effects } from '../effects.ts';
import type { FunctionMap, GoFunction } from '../function.ts';
import type { Budget } from './budget.ts';

/** A function as a name finds it; Go treats some of its own in a special way. */
export interface FoundFunction {
  readonly fn: GoFunction;
  readonly isBuiltin: boolean;
}

/** The functions that the templates of a run find, the first layer before the next, and Go's own last. */
export class FunctionScope {
  readonly #layers: readonly FunctionMap[];
  readonly #found = new Map<string, FoundFunction | undefined>();

  constructor(layers: readonly FunctionMap[]) {
    this.#layers = layers;
  }

  find(name: string): FoundFunction | undefined {
    let found = this.#found.get(name);
    if (found === undefined) {
      found = this.#search(name);
      this.#found.set(name, found);
    }
    return found;
  }

  #search(name: string): FoundFunction | undefined {
    for (const layer of this.#layers) {
      const fn = Object.hasOwn(layer, name) ? layer[name] : undefined;
      if (fn !== undefined) {
        return { fn, isBuiltin: false };
      }
    }
    const fn = Object.hasOwn(BUILTINS, name) ? BUILTINS[name] : undefined;
    return fn === undefined ? undefined : { fn, isBuiltin: true };
  }
}

/** What all templates of one execution share: where they write, what they may use, which functions they find. */
export class Run {
  readonly functions: FunctionScope;
  readonly budget: Budget;
  readonly missingKey: 'default' | 'zero' | 'error';
  readonly effects: Effects;
  out = '';

  constructor(functions: FunctionScope, budget: Budget, missingKey: 'default' | 'zero' | 'error', effects: Effects) {
    this.functions = functions;
    this.effects = effects;
    this.budget = budget;
    this.missingKey = missingKey;
  }

  write(text: string): void {
    this.budget.write(text.length);
    this.out += text;
  }
}
