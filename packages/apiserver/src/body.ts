import { Failure, type Json, parseYaml } from '@violet/machinery';
import type { BodyDecoder } from './body-decoder.ts';
import { type HttpRequest, header } from './http.ts';
import { parseJson } from './json-body.ts';
import { decodeEnvelope } from './protobuf/envelope.ts';

/** As the API server: larger requests are refused before they are read to the end. */
const maxBodyBytes = 3 * 1024 * 1024;

export async function readBytes(request: HttpRequest, limit = maxBodyBytes): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = chunk as Buffer;
    size += bytes.length;
    if (size > limit) throw new Failure('RequestEntityTooLarge', `Request entity too large: limit is ${limit}`);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks, size);
}

/** The media type of a request's body without parameters; JSON where none is given. */
export function contentType(request: HttpRequest): string {
  const value = header(request, 'content-type') ?? '';
  return (value.split(';')[0] ?? '').trim().toLowerCase() || 'application/json';
}

/** A decoded body and its text where it had one, for what only the text shows (duplicate members). */
export interface DecodedBody {
  value: Json;
  text?: string;
}

/** Reads and decodes JSON, YAML or the Kubernetes protobuf envelope. An empty body is null. */
export async function readBody(request: HttpRequest, decoder: BodyDecoder): Promise<DecodedBody> {
  const type = contentType(request);
  const bytes = await readBytes(request);
  if (bytes.length === 0) return { value: null };
  if (type === 'application/json') return { value: parseJson(bytes), text: bytes.toString() };
  if (type === 'application/yaml') return { value: parseYaml(bytes.toString(), 'the request body') };
  if (type === 'application/vnd.kubernetes.protobuf') return { value: decodeEnvelope(bytes, decoder) };
  throw unsupported(type, ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf']);
}

export function unsupported(type: string, supported: string[]): Failure {
  return new Failure(
    'UnsupportedMediaType',
    `the body of the request was in an unknown format - accepted media types include: ${supported.join(', ')}`,
    { hint: `it was sent as ${type}` },
  );
}
