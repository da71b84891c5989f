/**
 * Tar in GNU's dialect: sizes above 8 GiB in base 256, names above 100 bytes in an entry of their own before the header. Never
 * pax, because busybox loses the size that pax carries.
 */
export const tarBlockSize = 512;

export interface TarHeader {
  name: string;
  size: number;
}

const largestOctalSize = 0o77777777777;
const sizeField = { at: 124, length: 12 };
const checksumField = { at: 148, length: 8 };
const maxNameBytes = 100;

export function paddedSize(size: number): number {
  return Math.ceil(size / tarBlockSize) * tarBlockSize;
}

/** Bytes before the content of an entry of this name. */
export function tarHeaderSize(name: string): number {
  const nameBytes = Buffer.byteLength(name);
  return nameBytes <= maxNameBytes ? tarBlockSize : 2 * tarBlockSize + paddedSize(nameBytes + 1);
}

/** A regular file of mode 0644, uid 0 and mtime 0. */
export function encodeTarHeader({ name, size }: TarHeader): Uint8Array {
  const header = headerBlock({ name, size }, '0');
  if (Buffer.byteLength(name) <= maxNameBytes) return header;
  const whole = Buffer.alloc(tarHeaderSize(name));
  const nameBytes = whole.write(name, tarBlockSize, 'utf8') + 1;
  whole.set(headerBlock({ name: '././@LongLink', size: nameBytes }, 'L'));
  whole.set(header, whole.length - tarBlockSize);
  return whole;
}

/** Of a longer name as much as there is room for. */
function headerBlock({ name, size }: TarHeader, type: string): Buffer {
  const header = Buffer.alloc(tarBlockSize);
  header.write(name, 0, maxNameBytes, 'utf8');
  header.write('0000644\0', 100, 'latin1');
  header.write('0000000\0', 108, 'latin1');
  header.write('0000000\0', 116, 'latin1');
  writeSize(header, size);
  header.write('00000000000\0', 136, 'latin1');
  header.write(type, 156, 'latin1');
  header.write('ustar  \0', 257, 'latin1');
  header.write(`${checksumOf(header).toString(8).padStart(6, '0')}\0 `, checksumField.at, 'latin1');
  return header;
}

/** Undefined when these are not the bytes that `encodeTarHeader` writes for some regular file with a name of one block. */
export function decodeTarHeader(bytes: Uint8Array): TarHeader | undefined {
  const header = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (header.length !== tarBlockSize) return undefined;
  const end = header.indexOf(0);
  const name = header.toString('utf8', 0, end < 0 || end > maxNameBytes ? maxNameBytes : end);
  const size = readSize(header);
  if (name === '' || size === undefined || Buffer.byteLength(name) > maxNameBytes) return undefined;
  return header.equals(encodeTarHeader({ name, size })) ? { name, size } : undefined;
}

function writeSize(header: Buffer, size: number): void {
  if (size <= largestOctalSize) {
    header.write(`${size.toString(8).padStart(11, '0')}\0`, sizeField.at, 'latin1');
    return;
  }
  header[sizeField.at] = 0x80;
  header.writeBigUInt64BE(BigInt(size), sizeField.at + sizeField.length - 8);
}

function readSize(header: Buffer): number | undefined {
  if (header[sizeField.at] === 0x80) {
    const size = header.readBigUInt64BE(sizeField.at + sizeField.length - 8);
    return size <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(size) : undefined;
  }
  const text = header.toString('latin1', sizeField.at, sizeField.at + sizeField.length - 1);
  return /^[0-7]{11}$/.test(text) ? Number.parseInt(text, 8) : undefined;
}

function checksumOf(header: Buffer): number {
  let sum = 0;
  for (let at = 0; at < tarBlockSize; at++) {
    const isChecksum = at >= checksumField.at && at < checksumField.at + checksumField.length;
    sum += isChecksum ? 0x20 : (header[at] ?? 0);
  }
  return sum;
}
