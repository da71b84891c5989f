/** An entry of a tar as its bytes are to be: nothing about it is checked. */
export interface RawEntry {
  name: string | Uint8Array;
  content?: Uint8Array | string;
  /** What the header says it is, as the tar format numbers it: `0`, a regular file, where nothing is said. */
  type?: string;
  /** Where a link leads. */
  target?: string;
  /** The bytes of the size, where they are not those of the content's length. */
  size?: Uint8Array | string;
}

const blockBytes = 512;

/** A tar (ustar) of these entries, and its end. */
export function rawTar(entries: readonly RawEntry[]): Buffer {
  return Buffer.concat([...entries.map(rawEntry), Buffer.alloc(2 * blockBytes)]);
}

/** Its header, its content and the zeros behind that. */
export function rawEntry({ name, content = '', type = '0', target = '', size }: RawEntry): Buffer {
  const body = Buffer.from(content as Uint8Array);
  const header = Buffer.alloc(blockBytes);
  header.set(Buffer.from(name as Uint8Array).subarray(0, 100), 0);
  header.write('0000644\x000000000\x000000000\0', 100, 'latin1');
  header.set(Buffer.from((size ?? octal(body.length)) as Uint8Array).subarray(0, 12), 124);
  header.write(octal(0), 136, 'latin1');
  header.write(type, 156, 'latin1');
  header.write(target, 157, 100, 'utf8');
  header.write('ustar\x0000', 257, 'latin1');
  header.fill(' ', 148, 156);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return Buffer.concat([header, body, Buffer.alloc(-body.length & (blockBytes - 1))]);
}

/** What gives the next entry other fields than its header has (POSIX.1-2001). */
export function paxEntry(fields: Readonly<Record<string, string>>): RawEntry {
  const records = Object.entries(fields).map(([name, value]) => paxRecord(` ${name}=${value}\n`));
  return { name: 'PaxHeader', type: 'x', content: records.join('') };
}

/** What gives the next entry a name that its header has no room for (GNU). */
export function longNameEntry(name: string): RawEntry {
  return { name: '././@LongLink', type: 'L', content: `${name}\0` };
}

/** Its length is the first thing in it, and counts itself. */
function paxRecord(rest: string): string {
  const bytes = Buffer.byteLength(rest);
  let length = bytes;
  while (String(length).length + bytes !== length) length = String(length).length + bytes;
  return `${length}${rest}`;
}

function octal(size: number): string {
  return `${size.toString(8).padStart(11, '0')}\0`;
}
