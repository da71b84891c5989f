import type { StepContext } from '@violet/controller';
import { Failure } from '@violet/machinery';

/** What a deed may use: it ends when the signal does, and says when it begins to wait for others. */
export interface DeedContext {
  signal: AbortSignal;
  onWait: () => void;
}

export interface Deed<T> {
  /** Namespace and name of the release: one deed at a time. */
  release: string;
  /** Who wants it: another one has to wait. */
  owner: string;
  /** What it is for: when that changes, the deed is cut off and the new one begins. */
  purpose: string;
  run: (context: DeedContext) => Promise<T>;
}

interface Operation {
  owner: string;
  purpose: string;
  stop: AbortController;
  outcome: Promise<unknown>;
  isOver: boolean;
  /** Resolves when the deed is over, or begins to wait. */
  pausing: Promise<void>;
  wake: () => void;
}

/**
 * Operations on the releases of one cluster. They may wait long for others (a hook's Job, objects that are to go): then
 * they go on without a worker of the controller, so that one that never ends holds up nobody else.
 */
export class Operations {
  readonly #running = new Map<string, Operation>();

  /** Begins a deed or goes on with it. Undefined while it waits: the object is looked at again when it is over. */
  async perform<T>(deed: Deed<T>, context: StepContext): Promise<{ value: T } | undefined> {
    const operation = (await this.#current(deed)) ?? this.#begin(deed, context);
    await operation.pausing;
    if (!operation.isOver) {
      operation.wake = context.requeue;
      return undefined;
    }
    this.#running.delete(deed.release);
    // Deeds of one purpose are of one type.
    return { value: (await operation.outcome) as T };
  }

  async #current(deed: Deed<unknown>): Promise<Operation | undefined> {
    const running = this.#running.get(deed.release);
    const isSame = running?.purpose === deed.purpose && running.owner === deed.owner;
    if (running === undefined || isSame) return running;
    if (running.owner !== deed.owner && !running.isOver) {
      throw new Failure('Conflict', `release ${deed.release}: another operation is in progress`);
    }
    running.stop.abort();
    await Promise.allSettled([running.outcome]);
    this.#running.delete(deed.release);
    return undefined;
  }

  #begin(deed: Deed<unknown>, context: StepContext): Operation {
    const { promise: pausing, resolve: pause } = Promise.withResolvers<void>();
    const stop = new AbortController();
    const signal = AbortSignal.any([context.signal, stop.signal]);
    const outcome = deed.run({ signal, onWait: pause });
    const operation: Operation = { ...deed, stop, outcome, isOver: false, pausing, wake: () => undefined };
    this.#running.set(deed.release, operation);
    const finish = () => {
      operation.isOver = true;
      pause();
      operation.wake();
    };
    outcome.then(finish, finish);
    return operation;
  }
}
