import type { FileHandle } from 'node:fs/promises';
import { Failure } from '@violet/machinery';
import { paddedSize, tarBlockSize } from '@violet/oci';
import { readFully } from '../format/read-fully.ts';

/** Where in a tar a file's content is. */
export interface TarPlace {
  at: number;
  size: number;
}

const maxEntries = 200_000;
const maxNameBytes = 64 * 1024;
/** Types of headers that say something about the next one (GNU's long name, pax) or about nothing that matters here. */
const isExtension = new Set(['L', 'K', 'x', 'g']);

/** The regular files of a tar (ustar, GNU and pax), found by going from header to header: no content is read. */
export async function findTarFiles(file: FileHandle, fileSize: number, path: string): Promise<Map<string, TarPlace>> {
  const files = new Map<string, TarPlace>();
  let extended: Extension = {};
  for (let at = 0, count = 0; at + tarBlockSize <= fileSize; count++) {
    const header = await readFully(file, at, Buffer.alloc(tarBlockSize));
    if (header.every((byte) => byte === 0)) return files;
    if (count >= maxEntries || !hasItsChecksum(header)) throw noTar(path);
    const type = String.fromCharCode(header[156] ?? 0);
    const size = isExtension.has(type) ? sizeIn(header) : (extended.size ?? sizeIn(header));
    const content = at + tarBlockSize;
    if (size === undefined || content + size > fileSize) throw noTar(path);
    at = content + paddedSize(size);
    if (isExtension.has(type)) {
      extended = { ...extended, ...(await extensionAt(file, type, { at: content, size })) };
      continue;
    }
    if (type === '0' || type === '\0') {
      files.set((extended.path ?? nameIn(header)).replace(/^(?:\.\/)+/, ''), { at: content, size });
    }
    extended = {};
  }
  // Its end is two empty blocks: without them it was cut off.
  throw noTar(path);
}

interface Extension {
  path?: string;
  size?: number;
}

async function extensionAt(file: FileHandle, type: string, { at, size }: TarPlace): Promise<Extension> {
  if ((type !== 'L' && type !== 'x') || size > maxNameBytes) return {};
  const text = (await readFully(file, at, Buffer.alloc(size))).toString('utf8');
  if (type === 'L') return { path: text.replace(/\0.*$/s, '') };
  const path = /(?:^|\n)\d+ path=([^\n]*)\n/.exec(text)?.[1];
  const bytes = /(?:^|\n)\d+ size=(\d{1,15})\n/.exec(text)?.[1];
  return { ...(path === undefined ? {} : { path }), ...(bytes === undefined ? {} : { size: Number(bytes) }) };
}

function nameIn(header: Buffer): string {
  const name = textIn(header, 0, 100);
  const prefix = header.toString('latin1', 257, 263) === 'ustar\0' ? textIn(header, 345, 500) : '';
  return prefix === '' ? name : `${prefix}/${name}`;
}

/** Octal, or base 256 for what octal has no digits for. */
function sizeIn(header: Buffer): number | undefined {
  if (header[124] === 0x80) {
    const size = header.readBigUInt64BE(128);
    return size <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(size) : undefined;
  }
  const text = textIn(header, 124, 136).trim();
  return /^[0-7]{1,12}$/.test(text) ? Number.parseInt(text, 8) : undefined;
}

function hasItsChecksum(header: Buffer): boolean {
  const sum = header.reduce((all, byte, at) => all + (at >= 148 && at < 156 ? 0x20 : byte), 0);
  return Number.parseInt(textIn(header, 148, 156).trim(), 8) === sum;
}

function textIn(header: Buffer, from: number, to: number): string {
  const end = header.indexOf(0, from);
  return header.toString('utf8', from, end < 0 || end > to ? to : end);
}

function noTar(path: string): Failure {
  return new Failure('Invalid', `${path} is no image layout: neither a directory nor a sound tar`, {
    hint: 'Unpack it first if it is compressed.',
  });
}
