const block = 512;
const maxNameBytes = 100;

/**
 * A tar of regular files, of mode 0644, of nobody and of no time: the same files make the same bytes. Names above 100 bytes are written
 * as GNU does.
 */
export function printTar(files: ReadonlyMap<string, Uint8Array>): Buffer {
  const entries = [...files].flatMap(([name, content]) => [...longName(name), ...entry(name, '0', content)]);
  return Buffer.concat([...entries, Buffer.alloc(2 * block)]);
}

function longName(name: string): Buffer[] {
  const bytes = Buffer.from(`${name}\0`);
  return bytes.length - 1 <= maxNameBytes ? [] : entry('././@LongLink', 'L', bytes);
}

function entry(name: string, type: '0' | 'L', content: Uint8Array): Buffer[] {
  const padding = Buffer.alloc((block - (content.length % block)) % block);
  return [headerOf(name, type, content.length), Buffer.from(content), padding];
}

function headerOf(name: string, type: string, size: number): Buffer {
  const header = Buffer.alloc(block);
  header.write(name, 0, maxNameBytes);
  header.write('0000644\0', 100);
  header.write('0000000\0', 108);
  header.write('0000000\0', 116);
  header.write(`${size.toString(8).padStart(11, '0')}\0`, 124);
  header.write('00000000000\0', 136);
  // While it is summed up, the place of the sum holds blanks.
  header.write('        ', 148);
  header.write(type, 156);
  header.write('ustar  \0', 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return header;
}
