import type { Frame } from '../execute/frame.ts';
import type { Tree } from '../parse/node.ts';
import { compileSteps } from './steps.ts';

/** Does one step in a frame, and says at which index to go on. */
export type RunStep = (frame: Frame) => number;

/** The body of a template in the form in which it runs; made when it first runs, for all runs. */
export class Program {
  readonly tree: Tree;
  #steps: readonly RunStep[] | undefined;

  constructor(tree: Tree) {
    this.tree = tree;
  }

  get steps(): readonly RunStep[] {
    this.#steps ??= compileSteps(this.tree.steps);
    return this.#steps;
  }
}
