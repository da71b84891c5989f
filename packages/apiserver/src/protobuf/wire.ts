import { Failure } from '@violet/machinery';

/** Reads protobuf's wire format from untrusted bytes; throws BadRequest where they end too early. */
export class WireReader {
  private readonly bytes: Uint8Array;
  private position = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  get done(): boolean {
    return this.position >= this.bytes.length;
  }

  /** The next field's number and wire type (0 varint, 1 eight bytes, 2 length-delimited, 5 four bytes). */
  tag(): { field: number; wireType: number } {
    const tag = this.varint();
    return { field: Number(tag >> 3n), wireType: Number(tag & 7n) };
  }

  varint(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.bytes[this.position++];
      if (byte === undefined) throw malformed();
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asIntN(64, value);
    }
    throw malformed();
  }

  double(): number {
    const chunk = this.take(8);
    return new DataView(chunk.buffer, chunk.byteOffset, 8).getFloat64(0, true);
  }

  delimited(): Uint8Array {
    const length = this.varint();
    if (length < 0n || length > BigInt(this.bytes.length)) throw malformed();
    return this.take(Number(length));
  }

  skip(wireType: number): void {
    if (wireType === 0) this.varint();
    else if (wireType === 1) this.take(8);
    else if (wireType === 2) this.delimited();
    else if (wireType === 5) this.take(4);
    else throw malformed();
  }

  private take(length: number): Uint8Array {
    const end = this.position + length;
    if (end > this.bytes.length) throw malformed();
    const chunk = this.bytes.subarray(this.position, end);
    this.position = end;
    return chunk;
  }
}

export function malformed(): Failure {
  return new Failure('BadRequest', 'the object provided is unrecognized: its protobuf encoding is malformed');
}
