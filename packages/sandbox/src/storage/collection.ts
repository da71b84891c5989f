import type { KubernetesObject } from '@violet/machinery';
import { EventLog } from './event-log.ts';
import { SortedKeys } from './sorted-keys.ts';

/** All objects of one kind, in memory, with their recent history. Written by the store alone. */
export class Collection {
  /** `plural.group`, or the plural alone in the core group. */
  readonly id: string;
  readonly objects = new Map<string, KubernetesObject>();
  readonly keys = new SortedKeys();
  readonly history: EventLog;
  /** Called after every commit that touched this collection. */
  readonly watchers = new Set<() => void>();

  constructor(id: string, revision: number) {
    this.id = id;
    this.history = new EventLog(revision);
  }

  get(key: string): KubernetesObject | undefined {
    return this.objects.get(key);
  }

  put(key: string, object: KubernetesObject): void {
    if (!this.objects.has(key)) this.keys.add(key);
    this.objects.set(key, object);
  }

  remove(key: string): void {
    if (this.objects.delete(key)) this.keys.remove(key);
  }

  /** In key order; `prefix` is `namespace/` or empty for all. */
  *list(prefix = '', from?: string): Generator<KubernetesObject> {
    for (const key of this.keys.range(prefix, from)) {
      const object = this.objects.get(key);
      if (object !== undefined) yield object;
    }
  }

  committed(): void {
    for (const watcher of [...this.watchers]) watcher();
  }
}
