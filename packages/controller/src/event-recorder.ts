import { resource } from '@violet/api';
import type { Clock, Cluster } from '@violet/kube';
import type { KubernetesObject } from '@violet/machinery';
import { keyOf } from './key.ts';
import type { Log } from './log.ts';

interface Event extends KubernetesObject {
  involvedObject: Record<string, string>;
  reason: string;
  message: string;
  type: string;
  count: number;
  firstTimestamp: string;
  lastTimestamp: string;
  source: { component: string; host?: string };
}

const Event = resource<Event>('v1', 'Event', 'events');

export interface Occurrence {
  type?: 'Normal' | 'Warning';
  reason: string;
  message: string;
  /** Who says so: `kubelet`, `deployment-controller`. */
  source: string;
  host?: string;
  fieldPath?: string;
}

/** Says what controllers do, for `kubectl describe`. Never holds up who calls. */
export interface EventRecorder {
  record(object: KubernetesObject, occurrence: Occurrence): void;
  /** Resolves when what was recorded is written. */
  flush(): Promise<void>;
}

const REMEMBERED = 500;
const WAITING = 1000;

export function createEventRecorder(cluster: Cluster, clock: Clock, log: Log): EventRecorder {
  return new ClusterEventRecorder(cluster, clock, log);
}

class ClusterEventRecorder implements EventRecorder {
  readonly #cluster: Cluster;
  readonly #clock: Clock;
  readonly #log: Log;
  /** The last event for each (object, reason, message): the same again only raises its count. */
  readonly #known = new Map<string, { name: string; count: number }>();
  #recorded = 0;
  #waiting = 0;
  #tail: Promise<void> = Promise.resolve();

  constructor(cluster: Cluster, clock: Clock, log: Log) {
    this.#cluster = cluster;
    this.#clock = clock;
    this.#log = log;
  }

  record(object: KubernetesObject, occurrence: Occurrence): void {
    if (this.#waiting >= WAITING) return;
    this.#waiting++;
    this.#tail = this.#tail
      .then(() => this.#write(object, occurrence))
      .catch((error: unknown) =>
        this.#log.debug({ err: error, reason: occurrence.reason }, 'an event could not be written'),
      )
      .finally(() => {
        this.#waiting--;
      });
  }

  flush(): Promise<void> {
    return this.#tail;
  }

  async #write(object: KubernetesObject, occurrence: Occurrence): Promise<void> {
    const namespace = object.metadata.namespace ?? 'default';
    const events = this.#cluster.resource(Event, namespace);
    const now = this.#clock.now();
    const identity = JSON.stringify([object.metadata.uid, occurrence]);
    const known = this.#known.get(identity);
    if (known !== undefined) {
      const count = known.count + 1;
      this.#remember(identity, { ...known, count });
      await events.patch(known.name, { type: 'merge', body: { count, lastTimestamp: timestamp(now) } });
      return;
    }
    const name = `${object.metadata.name}.${this.#suffix(now)}`;
    this.#remember(identity, { name, count: 1 });
    await events.create(eventOf(object, occurrence, { name, namespace, now: timestamp(now) }));
  }

  /** The time in hexadecimal nanoseconds: in the order of their names, events are in the order in which they happened. */
  #suffix(now: Date): string {
    this.#recorded = (this.#recorded + 1) % 1_000_000;
    return (BigInt(now.getTime()) * 1_000_000n + BigInt(this.#recorded)).toString(16);
  }

  #remember(identity: string, event: { name: string; count: number }): void {
    this.#known.delete(identity);
    this.#known.set(identity, event);
    const [oldest] = this.#known.keys();
    if (this.#known.size > REMEMBERED && oldest !== undefined) this.#known.delete(oldest);
  }
}

function eventOf(
  object: KubernetesObject,
  occurrence: Occurrence,
  at: { name: string; namespace: string; now: string },
): Event {
  const { type = 'Normal', reason, message, source, host, fieldPath } = occurrence;
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: at.name, namespace: at.namespace },
    involvedObject: { ...referenceTo(object), ...(fieldPath === undefined ? {} : { fieldPath }) },
    type,
    reason,
    message: message.slice(0, 1024),
    count: 1,
    firstTimestamp: at.now,
    lastTimestamp: at.now,
    source: { component: source, ...(host === undefined ? {} : { host }) },
    reportingComponent: source,
    reportingInstance: host ?? '',
  };
}

function referenceTo(object: KubernetesObject): Record<string, string> {
  const { uid, resourceVersion } = object.metadata;
  return {
    apiVersion: object.apiVersion,
    kind: object.kind,
    ...keyOf(object),
    ...(uid === undefined ? {} : { uid }),
    ...(resourceVersion === undefined ? {} : { resourceVersion }),
  };
}

function timestamp(time: Date): string {
  return `${time.toISOString().slice(0, 19)}Z`;
}
