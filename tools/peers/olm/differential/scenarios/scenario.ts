import type { MadeUp } from '../made-up/operator.ts';
import type { Scene } from './scene.ts';

/** Something that happens in a namespace, on both sides, which are compared after each stage. */
export interface Scenario {
  /** What leads to the same. */
  name: string;
  /** Of its own; others are looked at together with it. */
  namespace: string;
  others?: readonly string[];
  operators: readonly MadeUp[];
  stages: readonly Stage[];
}

export interface Stage {
  what: string;
  make(scene: Scene): Promise<unknown>;
  /** Whether there is nothing more to come. */
  isOver(scene: Scene): Promise<boolean>;
  /** Where a minute is not enough. */
  withinMs?: number;
}
