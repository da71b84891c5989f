import type { Log } from '@violet/controller';
import type { Clock, Cluster } from '@violet/kube';
import type { EventRecorder } from './events.ts';

/** What the built-in controllers of one cluster share. */
export interface BuiltinContext {
  client: Cluster;
  clock: Clock;
  log: Log;
  events: EventRecorder;
}
