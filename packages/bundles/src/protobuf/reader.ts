import { Failure } from '@violet/machinery';

const utf8 = new TextDecoder('utf-8', { fatal: true });
/** Groups within groups; nobody writes them any more. */
const maxGroups = 32;

/** Reads protobuf's wire format. Everything that is none throws a Failure of code Invalid. */
export class Reader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get atEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }

  /** Numbers up to 2^53; of larger ones the upper bits are lost. */
  varint(): number {
    let value = 0;
    for (let index = 0; index < 10; index++) {
      const byte = this.#bytes[this.#at++];
      if (byte === undefined) throw malformed('it ends within a number');
      value += (byte & 0x7f) * 2 ** (7 * index);
      if (byte < 0x80) return value;
    }
    throw malformed('a number has more than 10 bytes');
  }

  bytes(): Uint8Array {
    const length = this.varint();
    const start = this.#at;
    if (length > this.#bytes.length - start) throw malformed('it ends within a field');
    this.#at = start + length;
    return this.#bytes.subarray(start, this.#at);
  }

  text(): string {
    try {
      return utf8.decode(this.bytes());
    } catch (error) {
      if (error instanceof Failure) throw error;
      throw malformed('a text is not UTF-8');
    }
  }

  /** Passes over a field of this wire type. */
  skip(wireType: number, field: number, groups = 0): void {
    if (wireType === 0) this.varint();
    else if (wireType === 1) this.#pass(8);
    else if (wireType === 2) this.bytes();
    else if (wireType === 5) this.#pass(4);
    else if (wireType === 3 && groups < maxGroups) this.#skipGroup(field, groups + 1);
    else throw malformed(`field ${field} has the wire type ${wireType}`);
  }

  #pass(length: number): void {
    this.#at += length;
    if (this.#at > this.#bytes.length) throw malformed('it ends within a field');
  }

  #skipGroup(group: number, groups: number): void {
    for (;;) {
      const tag = this.varint();
      const field = Math.floor(tag / 8);
      if (tag % 8 === 4 && field === group) return;
      this.skip(tag % 8, field, groups);
    }
  }
}

function malformed(what: string): Failure {
  return new Failure('Invalid', `not a protobuf message: ${what}`);
}
