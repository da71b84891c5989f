import { Failure, type FailureCode } from '@violet/machinery';

/** The error codes of the distribution specification (and RANGE_INVALID, STORAGE_FULL), with status and Failure code. */
const refusals = {
  BLOB_UNKNOWN: [404, 'NotFound'],
  BLOB_UPLOAD_INVALID: [400, 'BadRequest'],
  BLOB_UPLOAD_UNKNOWN: [404, 'NotFound'],
  DENIED: [403, 'Forbidden'],
  DIGEST_INVALID: [400, 'Invalid'],
  MANIFEST_BLOB_UNKNOWN: [400, 'Invalid'],
  MANIFEST_INVALID: [400, 'Invalid'],
  MANIFEST_UNKNOWN: [404, 'NotFound'],
  NAME_INVALID: [400, 'Invalid'],
  NAME_UNKNOWN: [404, 'NotFound'],
  RANGE_INVALID: [416, 'BadRequest'],
  SIZE_INVALID: [400, 'Invalid'],
  STORAGE_FULL: [507, 'InternalError'],
  TAG_INVALID: [400, 'Invalid'],
  TOOMANYREQUESTS: [429, 'TooManyRequests'],
  UNAUTHORIZED: [401, 'Unauthorized'],
  UNKNOWN: [500, 'InternalError'],
  UNSUPPORTED: [405, 'MethodNotAllowed'],
} as const satisfies Record<string, readonly [number, FailureCode]>;

export type RefusalCode = keyof typeof refusals;

/** A request that is refused, with the specification's code as its reason. */
export function refusal(code: RefusalCode, message: string, cause?: unknown): Failure {
  return new Failure(refusals[code][1], message, { reason: code, ...(cause === undefined ? {} : { cause }) });
}

/** The answer that an error makes: status and the specification's JSON. What is not a refusal keeps its words inside. */
export function answerOf(error: unknown): { status: number; body: string } {
  const { code, message } = wordsOf(error);
  return { status: refusals[code][0], body: JSON.stringify({ errors: [{ code, message }] }) };
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
  return { code: 'UNKNOWN', message: 'the registry failed to answer' };
}
