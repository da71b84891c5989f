const SILENT_LOOKS = 6;
const GONE_LOOKS = 9;

/**
 * Judges by the bytes that came between looks whether a peer is there. It counts looks and not time:
 * a process that was held up, or a machine that slept, has looked once, however long that was.
 */
export class Pulse {
  #bytes: number | undefined;
  #quiet = 0;

  /** No bytes: none are waited for. `silent`: it should be asked for a sign of life now. `gone`: it was, and gave none. */
  look(bytesRead: number | undefined): 'alive' | 'silent' | 'gone' {
    this.#quiet = bytesRead !== undefined && bytesRead === this.#bytes ? this.#quiet + 1 : 0;
    this.#bytes = bytesRead;
    if (this.#quiet === SILENT_LOOKS) return 'silent';
    return this.#quiet >= GONE_LOOKS ? 'gone' : 'alive';
  }
}
