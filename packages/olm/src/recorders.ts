import { createEventRecorder, type EventRecorder, type Log, silentLog } from '@violet/controller';
import { type Cluster, systemClock } from '@violet/kube';

/** The name under which OLM's controllers write Events. */
export const EVENT_SOURCE = 'operator-lifecycle-manager';

const recorders = new WeakMap<Cluster, EventRecorder>();

/** The one recorder of a cluster: it counts what is said again. */
export function recorderOf(cluster: Cluster, log: Log = silentLog): EventRecorder {
  const known = recorders.get(cluster);
  if (known !== undefined) return known;
  const made = createEventRecorder(cluster, systemClock, log);
  recorders.set(cluster, made);
  return made;
}
