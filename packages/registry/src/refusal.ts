import { Failure, type FailureCode } from '@violet/machinery';

/** Why requests are refused: status, Failure code and, where it is another one, the specification's code for it. */
const refusals = {
  BLOB_UNKNOWN: [404, 'NotFound'],
  BLOB_UPLOAD_INVALID: [400, 'BadRequest'],
  BLOB_UPLOAD_UNKNOWN: [404, 'NotFound'],
  DENIED: [403, 'Forbidden'],
  DIGEST_INVALID: [400, 'Invalid'],
  MANIFEST_BLOB_UNKNOWN: [400, 'Invalid'],
  MANIFEST_INVALID: [400, 'Invalid'],
  MANIFEST_TOO_LARGE: [413, 'RequestEntityTooLarge', 'SIZE_INVALID'],
  MANIFEST_UNKNOWN: [404, 'NotFound'],
  NAME_INVALID: [400, 'Invalid'],
  NAME_UNKNOWN: [404, 'NotFound'],
  PAGINATION_INVALID: [400, 'BadRequest', 'UNSUPPORTED'],
  RANGE_INVALID: [416, 'BadRequest', 'BLOB_UPLOAD_INVALID'],
  SIZE_INVALID: [400, 'Invalid'],
  STORAGE_FULL: [507, 'InternalError'],
  TAG_INVALID: [400, 'Invalid', 'NAME_INVALID'],
  TOOMANYREQUESTS: [429, 'TooManyRequests'],
  UNAUTHORIZED: [401, 'Unauthorized'],
  UNKNOWN: [500, 'InternalError'],
  UNSUPPORTED: [405, 'MethodNotAllowed'],
} as const satisfies Record<string, readonly [number, FailureCode, string?]>;

export type RefusalCode = keyof typeof refusals;

/** A request that is refused, with the code as its reason. */
export function refusal(code: RefusalCode, message: string, cause?: unknown): Failure {
  return new Failure(refusals[code][1], message, { reason: code, ...(cause === undefined ? {} : { cause }) });
}

/** Whether there was no place for what came: on the disk, or within a quota. */
export function isStorageFull(error: unknown): boolean {
  if (error instanceof Failure) return error.reason === 'DENIED';
  const errno = (error as { code?: unknown } | null)?.code;
  return errno === 'ENOSPC' || errno === 'EDQUOT';
}

/** The answer that an error makes: status and the specification's JSON. What is not a refusal keeps its words inside. */
export function answerOf(error: unknown): { status: number; body: string } {
  const { code: reason, message } = wordsOf(error);
  const [status, , code = reason]: readonly [number, FailureCode, string?] = refusals[reason];
  return { status, body: JSON.stringify({ errors: [{ code, message }] }) };
}

function wordsOf(error: unknown): { code: RefusalCode; message: string } {
  if (error instanceof Failure && error.reason !== undefined && error.reason in refusals) {
    return { code: error.reason as RefusalCode, message: error.message };
  }
  const errno = (error as { code?: unknown } | null)?.code;
  if (errno === 'ENOSPC' || errno === 'EDQUOT')
    return { code: 'STORAGE_FULL', message: 'the disk of the registry is full' };
  if (errno === 'EROFS' || errno === 'EACCES') {
    return { code: 'UNKNOWN', message: 'the registry cannot write to its directory' };
  }
  if (errno === 'EMFILE' || errno === 'ENFILE')
    return { code: 'TOOMANYREQUESTS', message: 'the registry has too many files open' };
  return { code: 'UNKNOWN', message: 'the registry failed to answer' };
}
