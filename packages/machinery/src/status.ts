import { Failure, type FailureCause, type FailureCode, failureHttpCodes } from './failure.ts';

/** `meta.k8s.io/v1` Status, as the API server answers failures (and deletions). */
export interface Status {
  kind: 'Status';
  apiVersion: 'v1';
  metadata: { resourceVersion?: string };
  status: 'Success' | 'Failure';
  message?: string;
  reason?: string;
  details?: {
    group?: string;
    kind?: string;
    name?: string;
    uid?: string;
    causes?: FailureCause[];
    retryAfterSeconds?: number;
  };
  code?: number;
}

export function statusOf(failure: Failure): Status {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: failure.message,
    reason: failure.code,
    ...(failure.details === undefined ? {} : { details: failure.details }),
    code: failureHttpCodes[failure.code],
  };
}

/** The failure that an answer of another server stands for; an unknown reason is read from the HTTP code. */
export function failureOf(status: Partial<Status>, httpCode: number): Failure {
  const message = status.message ?? `the server answered ${httpCode}`;
  return new Failure(codeOf(status.reason, httpCode), message, {
    ...(status.details === undefined ? {} : { details: status.details }),
  });
}

function codeOf(reason: string | undefined, httpCode: number): FailureCode {
  if (reason !== undefined && Object.hasOwn(failureHttpCodes, reason)) return reason as FailureCode;
  for (const [code, http] of Object.entries(failureHttpCodes)) {
    if (http === httpCode && code !== 'AlreadyExists') return code as FailureCode;
  }
  return httpCode >= 500 ? 'InternalError' : 'BadRequest';
}
