/** Writes protobuf's wire format; only what documents need. */
export class WireWriter {
  private readonly chunks: Buffer[] = [];

  string(field: number, text: string): void {
    this.bytes(field, Buffer.from(text));
  }

  bool(field: number, value: boolean): void {
    this.tag(field, 0);
    this.varint(value ? 1 : 0);
  }

  /** A whole number from 0 to 2^53. */
  integer(field: number, value: number): void {
    this.tag(field, 0);
    this.varint(value);
  }

  double(field: number, value: number): void {
    this.tag(field, 1);
    const chunk = Buffer.alloc(8);
    chunk.writeDoubleLE(value);
    this.chunks.push(chunk);
  }

  message(field: number, write: (nested: WireWriter) => void): void {
    const nested = new WireWriter();
    write(nested);
    this.bytes(field, nested.finish());
  }

  bytes(field: number, bytes: Buffer): void {
    this.tag(field, 2);
    this.varint(bytes.length);
    this.chunks.push(bytes);
  }

  finish(): Buffer {
    return Buffer.concat(this.chunks);
  }

  private tag(field: number, wireType: number): void {
    this.varint(field * 8 + wireType);
  }

  private varint(value: number): void {
    const bytes: number[] = [];
    let rest = value;
    while (rest > 0x7f) {
      bytes.push((rest % 0x80) | 0x80);
      rest = Math.floor(rest / 0x80);
    }
    bytes.push(rest);
    this.chunks.push(Buffer.from(bytes));
  }
}
