/** One entry of a tar as nobody should write it: whatever is given stands in its header as it is. */
export interface RawEntry {
  name: string;
  data?: Uint8Array | string;
  /** `0` a file, `1` a hard link, `2` a symbolic one, `3` and `4` devices, `5` a directory, `6` a pipe. */
  type?: string;
  /** The twelve bytes of the size, instead of that of the data. */
  size?: Uint8Array;
  /** Written before it as a PAX header. */
  pax?: Record<string, string>;
  linkname?: string;
  /** Added to the checksum. */
  checksumOff?: number;
}

const blockSize = 512;
const encoder = new TextEncoder();

/** The bytes of a gzipped tar of these entries. */
export async function rawArchive(entries: readonly RawEntry[]): Promise<Uint8Array> {
  return gzip(rawTar(entries));
}

export function rawTar(entries: readonly RawEntry[]): Uint8Array {
  const parts = entries.flatMap((entry) => [...paxOf(entry), ...partsOf(entry)]);
  return joined([...parts, new Uint8Array(2 * blockSize)]);
}

export async function gzip(bytes: Uint8Array): Promise<Uint8Array> {
  const zipped = new Blob([bytes as BlobPart]).stream().pipeThrough(new CompressionStream('gzip'));
  return new Uint8Array(await new Response(zipped).arrayBuffer());
}

function paxOf({ pax }: RawEntry): Uint8Array[] {
  if (pax === undefined) return [];
  const records = Object.entries(pax).map(([key, value]) => paxRecord(`${key}=${value}\n`));
  return partsOf({ name: 'pax', type: 'x', data: records.join('') });
}

/** `LENGTH KEY=VALUE\n`, the length of its own digits included. */
function paxRecord(body: string): string {
  const length = encoder.encode(body).length + 1;
  const digits = String(length + String(length).length).length;
  return `${length + digits} ${body}`;
}

function partsOf(entry: RawEntry): Uint8Array[] {
  const data = typeof entry.data === 'string' ? encoder.encode(entry.data) : (entry.data ?? new Uint8Array());
  const padding = new Uint8Array((blockSize - (data.length % blockSize)) % blockSize);
  return [header(entry, data.length), data, padding];
}

function header(entry: RawEntry, length: number): Uint8Array {
  const block = new Uint8Array(blockSize);
  block.set(encoder.encode(entry.name).subarray(0, 100), 0);
  for (const [offset, text] of [
    [100, '0000644\0'],
    [108, '0000000\0'],
    [116, '0000000\0'],
    [136, '00000000000\0'],
    [148, '        '],
    [156, entry.type ?? '0'],
    [157, entry.linkname ?? ''],
    [257, 'ustar\x0000'],
  ] as const) {
    block.set(encoder.encode(text), offset);
  }
  block.set(entry.size ?? encoder.encode(`${length.toString(8).padStart(11, '0')}\0`), 124);
  let sum = entry.checksumOff ?? 0;
  for (const byte of block) sum += byte;
  block.set(encoder.encode(`${sum.toString(8).padStart(6, '0')}\0 `), 148);
  return block;
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((total, part) => total + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
