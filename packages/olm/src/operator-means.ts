import type { Log } from '@violet/controller';
import type { Clock } from '@violet/kube';

/** What the controllers of installed operators need from outside. */
export interface OperatorMeans {
  clock: Clock;
  log: Log;
  /** Copies of CSVs appear here even where an OLMConfig turns them off. */
  protectedNamespaces: readonly string[];
}
