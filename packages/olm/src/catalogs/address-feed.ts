import type { ConnectivityState } from '@violet/api';
import type { CatalogContent } from '@violet/bundles';
import { Backoff, type Clock } from '@violet/kube';
import { readHostPort } from '../reach/host-port.ts';
import type { Reach } from '../reach/reach.ts';
import { EMPTY_DOUBT_MS, isBelievable } from './empty-answers.ts';
import { type Feed, type FeedListener, noHeads } from './feed.ts';
import { type Connection, openConnection } from './grpc/connection.ts';
import { type ReadContent, readContent, readHeads } from './grpc/read-content.ts';
import { problemOf } from './problem.ts';

export interface AddressFeedOptions {
  address: string;
  reach: Reach;
  clock: Clock;
  random: () => number;
}

/** A handshake takes no longer; a peer that accepts connections and stays silent is dialled again. */
const HANDSHAKE_MS = 10_000;
/** So many connections may be lost before anything was read: a server that has new content drops them, too. */
const MOST_FRUITLESS = 3;
/** So long an address may be away before it is dialled from the start: a name that was unknown is never looked up again. */
const AWAY_MS = 3_000;

/**
 * A catalogue that a gRPC server serves. Its content is read each time that the connection becomes READY, so a server that
 * has new content needs only to drop its connections, as for OLM.
 */
export function followAddress(options: AddressFeedOptions, listener: FeedListener): Feed {
  const feed = new AddressFeed(options, listener);
  feed.dial();
  return feed;
}

class AddressFeed implements Feed {
  readonly #options: AddressFeedOptions;
  readonly #listener: FeedListener;
  readonly #backoff: Backoff;
  #connection: Promise<Connection> | undefined;
  #dialled = new AbortController();
  #reading = new AbortController();
  #cancelTimer = () => {};
  #state: ConnectivityState = 'IDLE';
  #content: CatalogContent | undefined;
  #emptySince: number | undefined;
  #isAway = false;
  /** Connections in a row that were lost before anything was read. */
  #fruitless = 0;

  constructor(options: AddressFeedOptions, listener: FeedListener) {
    this.#options = options;
    this.#listener = listener;
    this.#backoff = new Backoff({ firstMs: 500, lastMs: 60_000, random: options.random });
  }

  dial(): void {
    this.#hangUp();
    const dialled = new AbortController();
    this.#dialled = dialled;
    this.#connection = this.#connect((state) => {
      if (!dialled.signal.aborted) this.#enter(state);
    });
    this.#connection.catch((error: unknown) => {
      if (!dialled.signal.aborted) this.#stayAway(problemOf(error));
    });
  }

  async #connect(onState: (state: ConnectivityState) => void): Promise<Connection> {
    const { address, reach } = this.#options;
    const { host, port } = readHostPort(address);
    return await openConnection({ address, ips: await reach(host, port), port }, onState);
  }

  nudge(): void {
    this.#backoff.reset();
    if (this.#state === 'READY') void this.#read();
    else this.dial();
  }

  stop(): void {
    this.#hangUp();
  }

  #hangUp(): void {
    this.#dialled.abort();
    this.#reading.abort();
    this.#cancelTimer();
    this.#connection?.then((connection) => connection.close()).catch(() => undefined);
    this.#connection = undefined;
  }

  #enter(state: ConnectivityState): void {
    if (this.#state === 'READY' && this.#fruitless++ >= MOST_FRUITLESS) return void this.#rest();
    this.#state = state;
    this.#reading.abort();
    this.#cancelTimer();
    // READY is told when the content is there, or cannot be had.
    if (state === 'READY') {
      this.#isAway = false;
      return void this.#read();
    }
    if (state === 'TRANSIENT_FAILURE') this.#stayAway(`${this.#options.address} cannot be reached`);
    // Each try of an address that is away would be another state.
    else if (!this.#isAway) this.#listener.onState(state);
    if (state === 'CONNECTING') this.#cancelTimer = this.#options.clock.after(HANDSHAKE_MS, () => this.#redial());
  }

  /** Who drops every connection would otherwise be dialled without a pause. */
  #rest(): void {
    this.#hangUp();
    this.#state = 'IDLE';
    this.#stayAway(`${this.#options.address} drops its connections before it is read`, this.#backoff.next());
  }

  #redial(): void {
    this.#sayAway(`${this.#options.address} cannot be reached`);
    this.dial();
  }

  #stayAway(problem: string, delayMs = AWAY_MS): void {
    this.#sayAway(problem);
    this.#cancelTimer();
    this.#cancelTimer = this.#options.clock.after(delayMs, () => this.dial());
  }

  #sayAway(problem: string): void {
    this.#isAway = true;
    this.#listener.onState('TRANSIENT_FAILURE', problem);
  }

  /** One reading at a time: what was READY again meanwhile may have other content. */
  async #read(): Promise<void> {
    this.#reading.abort();
    this.#cancelTimer();
    const reading = new AbortController();
    this.#reading = reading;
    const { signal } = reading;
    const connection = await this.#connection;
    if (connection === undefined || signal.aborted) return;
    const { address, clock } = this.#options;
    const call = { client: connection.client, address, clock, signal };
    try {
      const read = await readContent(call);
      this.#backoff.reset();
      this.#fruitless = 0;
      if (!this.#believe(read.content)) return this.#doubt();
      await this.#deliver(read, async () => await readHeads(read.content, call));
    } catch (error) {
      if (signal.aborted) return;
      this.#listener.onState('READY', problemOf(error));
      this.#readAgainAfter(this.#backoff.next());
    }
  }

  #believe(answer: CatalogContent): boolean {
    const doubted = this.#emptySince;
    const emptyForMs = doubted === undefined ? undefined : this.#options.clock.monotonicMs() - doubted;
    return isBelievable(this.#content, answer, emptyForMs);
  }

  #doubt(): void {
    this.#emptySince ??= this.#options.clock.monotonicMs();
    const after = `it is asked again after ${EMPTY_DOUBT_MS / 1000} s`;
    this.#listener.onState('READY', `${this.#options.address} lists no packages any more: ${after}`);
    this.#readAgainAfter(EMPTY_DOUBT_MS);
  }

  async #deliver({ content, fingerprint }: ReadContent, heads: () => Promise<ReadonlyMap<string, string>>) {
    this.#emptySince = undefined;
    this.#listener.onContent(content, fingerprint, noHeads);
    this.#content = content;
    this.#listener.onState('READY');
    const found = await heads();
    if (found.size > 0) this.#listener.onContent(content, fingerprint, found);
  }

  #readAgainAfter(delayMs: number): void {
    this.#cancelTimer();
    this.#cancelTimer = this.#options.clock.after(delayMs, () => void this.#read());
  }
}
