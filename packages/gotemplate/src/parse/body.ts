import type { BranchStep, JumpStep, NextStep, PipeNode, RangeStep, Step } from './node.ts';
import { PipelineParser } from './pipeline-parser.ts';
import { BodyScope } from './scope.ts';
import type { TokenReader } from './token-reader.ts';

export type Control = 'if' | 'with' | 'range';

/** A block whose end is not read yet. */
interface OpenBlock {
  readonly kind: Control;
  /** Of the scope, before and behind the block's own pipe. */
  readonly mark: number;
  readonly bodyMark: number;
  readonly outerDot: number;
  readonly step: BranchStep | RangeStep;
  readonly next: NextStep | undefined;
  /** Where its next is. */
  readonly nextAt: number;
  /** What leads behind the block. */
  readonly exits: JumpStep[];
  /** Begun by `else if` or `else with`: ends together with the block around it. */
  readonly isChained: boolean;
  hasElse: boolean;
}

/** A body while it is parsed: its steps so far, and the blocks that are open in it. */
export class Body {
  readonly name: string;
  readonly tokens: TokenReader;
  readonly scope = new BodyScope();
  readonly pipelines: PipelineParser;
  readonly steps: Step[] = [];
  readonly #open: OpenBlock[] = [];

  constructor(name: string, tokens: TokenReader, isFunction: (name: string) => boolean) {
    this.name = name;
    this.tokens = tokens;
    this.pipelines = new PipelineParser(tokens, this.scope, isFunction);
  }

  get innermost(): OpenBlock | undefined {
    return this.#open.at(-1);
  }

  open(kind: Control, isChained: boolean): void {
    const { scope } = this;
    const { mark, dot: outerDot } = scope;
    const pipe = this.pipelines.parse(kind);
    const bodyMark = scope.mark;
    const steps = kind === 'range' ? this.#rangeSteps(pipe) : this.#branchSteps(kind, pipe);
    this.#open.push({ kind, mark, bodyMark, outerDot, ...steps, exits: [], isChained, hasElse: false });
  }

  #branchSteps(kind: 'if' | 'with', pipe: PipeNode): Pick<OpenBlock, 'step' | 'next' | 'nextAt'> {
    const { scope } = this;
    if (kind === 'with') {
      scope.dot = scope.reserve();
    }
    const step: BranchStep = { kind, position: pipe.position, pipe, dot: scope.dot, otherwise: 0 };
    this.steps.push(step);
    return { step, next: undefined, nextAt: -1 };
  }

  #rangeSteps(pipe: PipeNode): Pick<OpenBlock, 'step' | 'next' | 'nextAt'> {
    const { scope } = this;
    scope.dot = scope.reserve();
    const step: RangeStep = { kind: 'range', position: pipe.position, pipe, loop: scope.reserve(), otherwise: 0 };
    const next: NextStep = { kind: 'next', range: step, dot: scope.dot, after: 0 };
    this.steps.push(step, next);
    return { step, next, nextAt: this.steps.length - 1 };
  }

  /** The else of the innermost block begins. */
  otherwise(block: OpenBlock): void {
    block.hasElse = true;
    this.#endBranch(block);
    block.step.otherwise = this.steps.length;
    this.scope.forget(block.bodyMark);
  }

  #endBranch(block: OpenBlock): void {
    this.scope.dot = block.outerDot;
    if (block.next !== undefined) {
      this.#jump(block.nextAt);
    } else if (block.hasElse) {
      block.exits.push(this.#jump(0));
    }
  }

  #jump(to: number): JumpStep {
    const step: JumpStep = { kind: 'jump', to };
    this.steps.push(step);
    return step;
  }

  /** The innermost block ends, and with it those whose else-if it is. */
  close(): void {
    for (let block = this.#open.pop(); block !== undefined; block = this.#open.pop()) {
      if (!block.hasElse) {
        this.#endBranch(block);
        block.step.otherwise = this.steps.length;
      }
      for (const exit of block.exits) {
        exit.to = this.steps.length;
      }
      if (block.next !== undefined) {
        block.next.after = this.steps.length;
      }
      this.scope.leave(block.mark);
      if (!block.isChained) {
        break;
      }
    }
  }

  /** False outside of any loop. In the else of a loop, `break` ends that else, `continue` goes on with the loop around. */
  leaveLoop(kind: 'break' | 'continue'): boolean {
    const loop = this.#open.findLast((block) => block.next !== undefined && !block.hasElse);
    if (loop === undefined) {
      return false;
    }
    if (kind === 'continue') {
      this.#jump(loop.nextAt);
    } else {
      const left = this.#open.findLast((block) => block.next !== undefined) ?? loop;
      left.exits.push(this.#jump(0));
    }
    return true;
  }
}
