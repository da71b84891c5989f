import { Failure, type Json } from '@violet/machinery';

/** A body as JSON, refused in the API server's words. */
export function parseJson(bytes: Buffer): Json {
  try {
    return JSON.parse(bytes.toString()) as Json;
  } catch (cause) {
    throw new Failure(
      'BadRequest',
      `the object provided is unrecognized (must be of type JSON): ${(cause as Error).message}`,
      { cause },
    );
  }
}
