import type { IncomingMessage } from 'node:http';
import { Failure } from '@violet/machinery';

const maxErrorBytes = 64 * 1024;
const maxErrorMs = 15_000;

/** The whole body, at most `maxBytes`: a Failure that names `source` when it has more. */
export async function readBody(answer: AsyncIterable<Buffer>, maxBytes: number, source: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer) {
    size += chunk.length;
    if (size > maxBytes) {
      throw new Failure('RequestEntityTooLarge', `${source}: more than the ${maxBytes} bytes that are taken here`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}

/** The beginning of a body that says what went wrong; the rest is thrown away with its connection. */
export async function readError(answer: IncomingMessage, withinMs: number = maxErrorMs): Promise<string> {
  const late = setTimeout(() => answer.destroy(), withinMs);
  try {
    return (await readBody(answer, maxErrorBytes, 'error')).toString('utf8');
  } catch {
    // The status is what counts; its explanation may be lost.
    answer.destroy();
    return '';
  } finally {
    clearTimeout(late);
  }
}

/** Empties an answer whose body does not matter, so that its connection can be used again. */
export async function discard(answer: IncomingMessage): Promise<void> {
  await readError(answer);
}

/** `Retry-After` in seconds or as a date. */
export function retryAfterSeconds(answer: IncomingMessage, now: number): number | undefined {
  const header = answer.headers['retry-after'];
  if (header === undefined) return undefined;
  if (/^\d{1,6}$/.test(header)) return Number(header);
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, Math.ceil((date - now) / 1000));
}

export function contentLength(answer: IncomingMessage): number | undefined {
  const header = answer.headers['content-length'];
  return header !== undefined && /^\d{1,16}$/.test(header) ? Number(header) : undefined;
}
