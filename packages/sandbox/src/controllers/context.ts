import type { EventRecorder, Log } from '@violet/controller';
import type { Clock, Cluster } from '@violet/kube';

/** What the built-in controllers of one cluster share. */
export interface BuiltinContext {
  client: Cluster;
  clock: Clock;
  log: Log;
  events: EventRecorder;
}
