/** The reasons of a Kubernetes Status, with the HTTP code that each has on the wire. */
export const failureHttpCodes = {
  BadRequest: 400,
  Unauthorized: 401,
  Forbidden: 403,
  NotFound: 404,
  MethodNotAllowed: 405,
  NotAcceptable: 406,
  AlreadyExists: 409,
  Conflict: 409,
  Gone: 410,
  Expired: 410,
  RequestEntityTooLarge: 413,
  UnsupportedMediaType: 415,
  Invalid: 422,
  TooManyRequests: 429,
  InternalError: 500,
  ServiceUnavailable: 503,
  Timeout: 504,
} as const;

export type FailureCode = keyof typeof failureHttpCodes;

/** One field that is wrong: `reason` is a Kubernetes cause (FieldValueInvalid, FieldValueRequired, …). */
export interface FailureCause {
  field: string;
  reason: string;
  message: string;
}

export interface FailureOptions {
  /** What a person can do about it. */
  hint?: string;
  cause?: unknown;
  /** A finer word than the code: a condition's reason, for instance. */
  reason?: string;
  /** The object that this is about. */
  details?: {
    group?: string;
    kind?: string;
    name?: string;
    uid?: string;
    causes?: FailureCause[];
    retryAfterSeconds?: number;
  };
}

/**
 * The one error class. The message says what happened and names the thing; it is translated at three edges: an HTTP
 * Status, the command line's text and exit code, a condition's reason. Anything else that is thrown is a bug.
 */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly code: FailureCode;
  readonly hint: string | undefined;
  readonly reason: string | undefined;
  readonly details: FailureOptions['details'];

  constructor(code: FailureCode, message: string, options: FailureOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = options.hint;
    this.reason = options.reason;
    this.details = options.details;
  }
}

export function isFailure(error: unknown, ...codes: FailureCode[]): error is Failure {
  return error instanceof Failure && (codes.length === 0 || codes.includes(error.code));
}
