import { EventEmitter } from 'node:events';
import type { HttpResponse } from '@violet/apiserver';
import { Failure } from '@violet/machinery';

interface Head {
  status: number;
  headers: Record<string, string>;
}

/** Above this many bytes that nobody has read, whoever writes is told to wait. */
const HELD_BYTES = 1024 * 1024;

/** What a handler writes and a client of the same process reads. `release` is called once, when it is over for the client. */
export class InProcessAnswer extends EventEmitter implements HttpResponse, AsyncIterable<Uint8Array> {
  readonly head: Promise<Head>;
  readonly #release: () => void;
  readonly #resolveHead: (head: Head) => void;
  readonly #rejectHead: (reason: unknown) => void;
  readonly #headers: Record<string, string> = {};
  readonly #chunks: Uint8Array[] = [];
  #heldBytes = 0;
  #failure: unknown;
  #released = false;
  #wake = () => {};
  headersSent = false;
  writableEnded = false;
  destroyed = false;

  constructor(release: () => void) {
    super();
    this.#release = release;
    const { promise, resolve, reject } = Promise.withResolvers<Head>();
    this.head = promise;
    this.#resolveHead = resolve;
    this.#rejectHead = reject;
  }

  setHeader(name: string, value: string | number | string[]): void {
    this.#headers[name.toLowerCase()] = Array.isArray(value) ? value.join(', ') : String(value);
  }

  writeHead(status: number, headers: Record<string, string | number | string[]> = {}): void {
    for (const [name, value] of Object.entries(headers)) this.setHeader(name, value);
    this.headersSent = true;
    this.#resolveHead({ status, headers: this.#headers });
  }

  write(chunk: string | Uint8Array): boolean {
    if (this.destroyed) return false;
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    this.#chunks.push(bytes);
    this.#heldBytes += bytes.byteLength;
    this.#wake();
    return this.#heldBytes < HELD_BYTES;
  }

  end(chunk?: string | Uint8Array): void {
    if (chunk !== undefined) this.write(chunk);
    this.writableEnded = true;
    this.#wake();
  }

  /** The handler cannot go on: whoever reads learns that something is missing. */
  destroy(): void {
    this.cancel(new Failure('ServiceUnavailable', 'the answer was cut'));
  }

  /** The client wants no more, or may not have more. */
  cancel(reason: unknown): void {
    if (this.destroyed || this.#released) return;
    this.destroyed = true;
    this.#failure = reason;
    this.#rejectHead(reason);
    this.#finish();
    this.#wake();
    this.emit('close');
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    try {
      for (;;) {
        if (this.destroyed) throw this.#failure;
        const chunk = this.#chunks.shift();
        if (chunk !== undefined) yield this.#taken(chunk);
        else if (this.writableEnded) return this.#finish();
        else await this.#more();
      }
    } finally {
      this.cancel(undefined);
    }
  }

  #taken(chunk: Uint8Array): Uint8Array {
    const before = this.#heldBytes;
    this.#heldBytes -= chunk.byteLength;
    if (before >= HELD_BYTES && this.#heldBytes < HELD_BYTES) this.emit('drain');
    return chunk;
  }

  #more(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  #finish(): void {
    if (this.#released) return;
    this.#released = true;
    this.#release();
  }
}
