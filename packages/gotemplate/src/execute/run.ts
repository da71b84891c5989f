import type { GoFunction } from '../function.ts';
import type { Budget } from './budget.ts';

/** A function as a name finds it; Go treats some of its own in a special way. */
export interface FoundFunction {
  fn: GoFunction;
  isBuiltin: boolean;
}

/** What all templates of one execution share: where they write, what they may use, which functions they find. */
export interface Run {
  readonly budget: Budget;
  readonly missingKey: 'default' | 'zero' | 'error';
  out: string;
  findFunction(name: string): FoundFunction | undefined;
}
