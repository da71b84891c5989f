export interface ByteRange {
  start: number;
  /** Inclusive. */
  end: number;
}

/**
 * What a Range header asks for. Undefined for the whole: without a header, and for several ranges or other units, which
 * a server may leave aside (RFC 9110 §14.2).
 */
export function rangeOf(header: string | undefined, size: number): ByteRange | 'unsatisfiable' | undefined {
  const [, from, to] = /^bytes=(\d{0,16})-(\d{0,16})$/.exec(header ?? '') ?? [];
  if (from === undefined || to === undefined || (from === '' && to === '')) return undefined;
  if (from === '') {
    const length = Math.min(Number(to), size);
    return length === 0 ? 'unsatisfiable' : { start: size - length, end: size - 1 };
  }
  const start = Number(from);
  const end = to === '' ? size - 1 : Math.min(Number(to), size - 1);
  return start >= size || end < start ? 'unsatisfiable' : { start, end };
}

/** The first byte of a chunk's `Content-Range: <first>-<last>` and its length; undefined when it makes no sense. */
export function chunkRangeOf(header: string): { start: number; size: number } | undefined {
  const [, first, last] = /^(?:bytes[ =])?(\d{1,16})-(\d{1,16})(?:\/(?:\d+|\*))?$/.exec(header.trim()) ?? [];
  if (first === undefined || last === undefined || Number(last) < Number(first)) return undefined;
  return { start: Number(first), size: Number(last) - Number(first) + 1 };
}
