import { Failure } from '@violet/machinery';

/** Above this an answer is refused: no list page and no OpenAPI document of a sane cluster comes near. */
const MAX_BODY_BYTES = 256 * 1024 * 1024;

/** Reads a stream to its end as text. */
export async function readText(body: AsyncIterable<Uint8Array>, what: string, limit = MAX_BODY_BYTES): Promise<string> {
  const decoder = new TextDecoder();
  const parts: string[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > limit) throw new Failure('RequestEntityTooLarge', `the answer to ${what} is larger than ${limit} bytes`);
    parts.push(decoder.decode(chunk, { stream: true }));
  }
  parts.push(decoder.decode());
  return parts.join('');
}

export function parseJson<T>(text: string, what: string): T {
  try {
    return JSON.parse(text) as T;
  } catch (cause) {
    throw new Failure('InternalError', `the answer to ${what} is not JSON`, { cause });
  }
}
