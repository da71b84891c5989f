import type { StoreEvent } from './event.ts';

/** The recent events of one collection, oldest first. Positions stay valid while older events are dropped. */
export class EventLog {
  private events: StoreEvent[] = [];
  private head = 0;
  private dropped = 0;
  /** Every event after this revision is still here. */
  completeSince: number;

  constructor(revision: number) {
    this.completeSince = revision;
  }

  /** The position after the newest event. */
  get end(): number {
    return this.dropped + this.events.length - this.head;
  }

  /** The position of the oldest event. */
  get start(): number {
    return this.dropped;
  }

  append(event: StoreEvent): void {
    this.events.push(event);
  }

  /** Undefined before the start and after the end. */
  at(position: number): StoreEvent | undefined {
    return position < this.dropped ? undefined : this.events[this.head + position - this.dropped];
  }

  /** Forgets the oldest event and answers it. */
  drop(): StoreEvent | undefined {
    const event = this.events[this.head];
    if (event === undefined) return undefined;
    this.completeSince = event.revision;
    this.head++;
    this.dropped++;
    if (this.head > 512 && this.head * 2 > this.events.length) {
      this.events = this.events.slice(this.head);
      this.head = 0;
    }
    return event;
  }

  /** The position of the first event after a revision. */
  after(revision: number): number {
    let low = this.head;
    let high = this.events.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.events[middle]?.revision ?? 0) <= revision) low = middle + 1;
      else high = middle;
    }
    return low - this.head + this.dropped;
  }
}
