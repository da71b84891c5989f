import { Failure, isJsonObject, type Json } from '@violet/machinery';

/** Where a list goes on: after the last key given out, at the revision of the first page. */
export interface ContinueToken {
  revision: number;
  lastKey: string;
}

export function encodeContinue(token: ContinueToken): string {
  return Buffer.from(JSON.stringify({ v: 'violet/v1', rv: token.revision, last: token.lastKey })).toString('base64url');
}

export function decodeContinue(text: string): ContinueToken {
  try {
    const value = JSON.parse(Buffer.from(text, 'base64url').toString()) as Json;
    if (isJsonObject(value) && Number.isSafeInteger(value['rv']) && typeof value['last'] === 'string') {
      return { revision: Number(value['rv']), lastKey: value['last'] };
    }
  } catch {
    // Whatever it was, it is no token of ours: the failure below says so.
  }
  throw new Failure('BadRequest', 'invalid continue token: continue key is not valid: it was not made by this server');
}
