import { blobPath, createDigester, encodeTarHeader, paddedSize, parseDigest, tarBlockSize } from '@violet/oci';
import { damaged, digestMismatch } from './damaged.ts';

export interface ExpectedEntry {
  name: string;
  size: number;
  /** What the content must have; absent: any content. */
  digest?: string;
}

export function expectedBlob({ digest, size }: { digest: string; size: number }): ExpectedEntry {
  return { name: blobPath(digest), size, digest };
}

/** A stretch of the tar. */
interface Segment {
  length: number;
  take(bytes: Buffer): void;
  end?(): void;
}

/**
 * A tar whose entries are known before its bytes come: these entries, in this order, and nothing else. `take` and `end`
 * throw at the first byte that another tar would have.
 */
export function expectTar(path: string, entries: readonly ExpectedEntry[]): { take(bytes: Buffer): void; end(): void } {
  const segments = segmentsOf(path, entries);
  let segment = segments.next();
  let left = segment.done === true ? 0 : segment.value.length;

  /** Segments may have no bytes at all. */
  function advance(): void {
    while (segment.done !== true && left === 0) {
      segment.value.end?.();
      segment = segments.next();
      left = segment.done === true ? 0 : segment.value.length;
    }
  }
  return {
    take(bytes) {
      for (let at = 0; at < bytes.length; ) {
        advance();
        if (segment.done === true) throw damaged(path, 'there is more behind its last entry');
        const part = bytes.subarray(at, at + left);
        segment.value.take(part);
        at += part.length;
        left -= part.length;
      }
    },
    end() {
      advance();
      if (segment.done !== true) throw damaged(path, 'its end is missing');
    },
  };
}

function* segmentsOf(path: string, entries: readonly ExpectedEntry[]): Generator<Segment, undefined> {
  for (const entry of entries) {
    const mark = (why: string) => damaged(path, `${entry.name}: ${why}`);
    yield exactly(Buffer.from(encodeTarHeader(entry)), () => mark('another entry is in its place'));
    yield entry.digest === undefined
      ? { length: entry.size, take: () => undefined }
      : withDigest(entry.digest, entry.size, path);
    yield zeros(paddedSize(entry.size) - entry.size, () => mark('there is something behind its content'));
  }
  yield zeros(2 * tarBlockSize, () => damaged(path, 'there is more behind its last entry'));
  return undefined;
}

function exactly(expected: Buffer, failure: () => Error): Segment {
  let seen = 0;
  return {
    length: expected.length,
    take(bytes) {
      if (!bytes.equals(expected.subarray(seen, seen + bytes.length))) throw failure();
      seen += bytes.length;
    },
  };
}

function zeros(length: number, failure: () => Error): Segment {
  return exactly(Buffer.alloc(length), failure);
}

function withDigest(digest: string, length: number, path: string): Segment {
  const digester = createDigester(parseDigest(digest).algorithm);
  return {
    length,
    take: (bytes) => digester.update(bytes),
    end() {
      if (digester.digest() !== digest) throw digestMismatch(path, digest);
    },
  };
}
