import { byteLength, byteSlice, fromBytes, toBytes } from '../text/bytes.ts';

const MARKER = '...';

/** goutils.AbbreviateFull: at most that many bytes, the marker included; empty where goutils reports an error. */
export function abbreviate(text: string, start: number, width: number): string {
  const length = byteLength(text);
  if (text === '' || width < 4) {
    return '';
  }
  if (length <= width) {
    return text;
  }
  const kept = width - MARKER.length;
  const offset = Math.min(start, length) > length - kept ? length - kept : Math.min(start, length);
  if (offset <= 4) {
    return byteSlice(text, 0, kept) + MARKER;
  }
  if (width < 7) {
    return '';
  }
  if (offset + kept < length) {
    return MARKER + abbreviate(byteSlice(text, offset, length), 0, kept);
  }
  return MARKER + byteSlice(text, length - kept, length);
}

export interface WrapOptions {
  /** In bytes; less than 1 counts as 1. */
  width: number;
  /** A newline if empty. */
  separator: string;
  breakWords: boolean;
}

const SPACE = 32;

/** goutils.WrapCustom: lines of that many bytes, broken at spaces. */
export function wrap(text: string, options: WrapOptions): string {
  const bytes = toBytes(text);
  const width = Math.max(options.width, 1);
  const separator = options.separator === '' ? '\n' : options.separator;
  let out = '';
  let offset = 0;
  while (bytes.length - offset > width) {
    if (bytes[offset] === SPACE) {
      offset += 1;
      continue;
    }
    const line = nextLine(bytes, offset, { width, breakWords: options.breakWords });
    out += fromBytes(bytes.subarray(offset, line.end));
    if (!line.isLast) {
      out += separator;
    }
    offset = line.next;
  }
  return out + fromBytes(bytes.subarray(offset));
}

function nextLine(
  bytes: Uint8Array,
  offset: number,
  { width, breakWords }: { width: number; breakWords: boolean },
): { end: number; next: number; isLast: boolean } {
  const space = bytes.subarray(offset, offset + width + 1).lastIndexOf(SPACE);
  if (space >= 0) {
    return { end: offset + space, next: offset + space + 1, isLast: false };
  }
  const end = offset + width;
  if (breakWords) {
    return { end, next: end, isLast: false };
  }
  const next = bytes.indexOf(SPACE, end);
  return next < 0
    ? { end: bytes.length, next: bytes.length, isLast: true }
    : { end: next, next: next + 1, isLast: false };
}
