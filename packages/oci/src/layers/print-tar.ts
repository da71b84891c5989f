import { encodeTarHeader, paddedSize, tarBlockSize } from './tar-header.ts';

/** A tar of regular files, of mode 0644, of nobody and of no time: the same files make the same bytes. */
export function printTar(files: ReadonlyMap<string, Uint8Array>): Buffer {
  const entries = [...files].flatMap(([name, content]) => entry(name, content));
  return Buffer.concat([...entries, Buffer.alloc(2 * tarBlockSize)]);
}

function entry(name: string, content: Uint8Array): Uint8Array[] {
  const size = content.length;
  return [encodeTarHeader({ name, size }), content, Buffer.alloc(paddedSize(size) - size)];
}
