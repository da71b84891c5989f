import type { Readable } from 'node:stream';

/** Above this many unread bytes the sender has to wait. */
const HELD_BYTES = 1024 * 1024;

/**
 * Takes what a stream brings as it comes, and keeps it for a reader who may come when the stream is over.
 * (Node's own iteration of an HTTP/2 stream fails once its last frame came, though its data is still to be read:
 * it takes the stream's `closed` for the end of reading.)
 */
export class ReadAhead implements AsyncIterable<Uint8Array> {
  readonly #stream: Readable;
  readonly #chunks: Uint8Array[] = [];
  #heldBytes = 0;
  #cameBytes = 0;
  #promisedBytes: number | undefined;
  #over = false;
  #failure: unknown;
  #wake = () => {};

  /** `endedWell` is asked when the stream ends: some wires end a stream that was cut like any other. */
  constructor(stream: Readable, endedWell: () => boolean) {
    this.#stream = stream;
    stream.on('data', (chunk: Uint8Array) => this.#take(chunk));
    stream.once('end', () => this.#finish(endedWell() ? undefined : cut()));
    stream.once('error', (error) => this.#finish(error));
    stream.once('close', () => this.#finish(cut()));
  }

  /** The length in the answer's head: who has that many bytes has all, whatever becomes of the wire. */
  promise(bytes: number | undefined): void {
    this.#promisedBytes = bytes;
  }

  /** The reader wants no more. */
  drop(): void {
    this.#stream.destroy();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    for (;;) {
      const chunk = this.#chunks.shift();
      if (chunk !== undefined) {
        this.#heldBytes -= chunk.byteLength;
        if (this.#stream.isPaused() && this.#heldBytes < HELD_BYTES) this.#stream.resume();
        yield chunk;
      } else if (!this.#over) {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      } else if (this.#failure === undefined) return;
      else throw this.#failure;
    }
  }

  #take(chunk: Uint8Array): void {
    this.#chunks.push(chunk);
    this.#cameBytes += chunk.byteLength;
    this.#heldBytes += chunk.byteLength;
    if (this.#heldBytes >= HELD_BYTES) this.#stream.pause();
    this.#wake();
  }

  #finish(failure: unknown): void {
    if (this.#over) return;
    this.#over = true;
    if (this.#promisedBytes === undefined) this.#failure = failure;
    else if (this.#cameBytes !== this.#promisedBytes) this.#failure = failure ?? cut();
    this.#wake();
  }
}

function cut(): Error {
  return Object.assign(new Error('the connection was cut'), { code: 'ECONNRESET' });
}
