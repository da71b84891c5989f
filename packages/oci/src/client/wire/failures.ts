import { Failure, type FailureCode, isJsonObject } from '@violet/machinery';

/** What a failure of the connection itself, or an answer worth trying again, is marked with. */
const transientReasons = new Set([
  'ChunkCutShort',
  'ConnectionBroken',
  'ConnectionRefused',
  'ConnectionTimeout',
  'HostUnknown',
  'UploadOutOfStep',
]);
const transientStatuses = new Set([408, 429, 500, 502, 503, 504]);

const unknownAuthorityCodes = [
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
];
const certificateCodes = new Set([
  ...unknownAuthorityCodes,
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'CERT_UNTRUSTED',
  'CERT_SIGNATURE_FAILURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);
/** Where another CA would not help. */
const certificateHints: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'have it renewed, if the clock of this machine is right',
  CERT_NOT_YET_VALID: 'check the clock of this machine',
  ERR_TLS_CERT_ALTNAME_INVALID: 'use a name that the certificate has',
};

/** Statuses of answers that failed, beside the Failure, so that trying again needs no guess from its code. */
const statuses = new WeakMap<Failure, number>();

export function isTransient(error: unknown): error is Failure {
  if (!(error instanceof Failure)) return false;
  const status = statuses.get(error);
  if (status !== undefined) return transientStatuses.has(status);
  return error.reason !== undefined && transientReasons.has(error.reason);
}

/** The HTTP status of the answer that a failure stands for. */
export function statusOfFailure(error: unknown): number | undefined {
  return error instanceof Failure ? statuses.get(error) : undefined;
}

const proxyHint = 'check HTTPS_PROXY (HTTP_PROXY with --plain); NO_PROXY names the hosts that are reached without it';
/** Where there is a proxy, it is the one that could not be reached. */
const isUnreachable = new Set(['ConnectionRefused', 'HostUnknown']);

/** A connection that could not be made, or broke. */
export function connectionFailure(registry: string, doing: string, cause: unknown): Failure {
  if (cause instanceof Failure) return cause;
  const { code, proxy, statusCode } = cause as { code?: unknown; proxy?: string; statusCode?: number };
  const { reason, why, hint } =
    code === 'ERR_PROXY_TUNNEL'
      ? explainTunnel(statusCode, cause as Error)
      : explain(typeof code === 'string' ? code : '', cause as Error);
  const isOfProxy = reason === 'CertificateUntrusted' && proxy?.startsWith('https:') === true;
  const way = proxy === undefined ? '' : ` through the proxy ${proxy}`;
  const advice = proxy !== undefined && isUnreachable.has(reason) ? proxyHint : hint;
  return new Failure(
    reason === 'ConnectionTimeout' || reason === 'TooLate' ? 'Timeout' : 'ServiceUnavailable',
    `registry ${registry}: ${doing}${way}: ${why}`,
    {
      cause,
      reason,
      // Which of the two certificates it was, nobody says.
      hint: isOfProxy ? `${hint}; for the certificate of the proxy itself NODE_EXTRA_CA_CERTS=FILE` : advice,
    },
  );
}

/** A proxy that did not open the way. */
function explainTunnel(status: number | undefined, cause: Error): { reason: string; why: string; hint: string } {
  if (status === undefined) {
    return { reason: 'ConnectionTimeout', why: `it did not answer: ${cause.message}`, hint: proxyHint };
  }
  if (status === 407) {
    return {
      reason: 'ProxyRefused',
      why: 'it wants to know who asks (407)',
      hint: 'give it a user: HTTPS_PROXY=http://<user>:<password>@<proxy>',
    };
  }
  const isTransient = transientStatuses.has(status);
  return {
    reason: isTransient ? 'ConnectionBroken' : 'ProxyRefused',
    why: `it refuses the way (${status})`,
    hint: proxyHint,
  };
}

function explain(code: string, cause: Error): { reason: string; why: string; hint: string } {
  if (certificateCodes.has(code)) {
    return {
      reason: 'CertificateUntrusted',
      // What Node adds is advice to who starts Node.
      why: `its certificate is not trusted: ${cause.message.split(';')[0]}`,
      hint: certificateHints[code] ?? 'name the CA that signed it: --registry-ca FILE or VIOLET_REGISTRY_CA',
    };
  }
  if (code === 'EPROTO' || code.startsWith('ERR_SSL') || code.startsWith('HPE_')) {
    return {
      reason: 'WrongProtocol',
      why: `it does not speak the expected protocol (${code})`,
      hint: 'HTTPS is expected unless --plain is given',
    };
  }
  if (code === 'ECONNREFUSED') {
    return {
      reason: 'ConnectionRefused',
      why: 'connection refused',
      hint: 'is the registry running, and are host and port right?',
    };
  }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return {
      reason: 'HostUnknown',
      why: 'the host name cannot be resolved',
      hint: 'check the address of the registry',
    };
  }
  if (code === 'ETIMEDOUT' || code === 'EHOSTUNREACH' || code === 'ENETUNREACH') {
    return {
      reason: 'ConnectionTimeout',
      why: `no answer (${code})`,
      hint: 'check the network and proxies on the way to the registry',
    };
  }
  if (code === 'ERR_TOO_SLOW' || code === 'ERR_TOO_LATE') {
    return {
      // Over another connection it may be faster; what has had its time is not begun again.
      reason: code === 'ERR_TOO_SLOW' ? 'ConnectionTimeout' : 'TooLate',
      why: cause.message,
      hint: 'check the network and proxies on the way to the registry, then run the command again',
    };
  }
  if (code === 'ABORT_ERR') return { reason: 'Aborted', why: 'stopped', hint: 'run the command again to continue' };
  return {
    reason: 'ConnectionBroken',
    why: `the connection broke: ${cause.message}`,
    hint: 'run the command again to continue',
  };
}

/** Whether a connection broke because nobody who is known has signed a certificate. */
export function isUnknownAuthority(cause: unknown): boolean {
  return unknownAuthorityCodes.includes(String((cause as { code?: unknown } | null)?.code));
}

export interface FailedAnswer {
  status: number;
  /** At most a few KiB of the answer's body. */
  body: string;
  retryAfterSeconds?: number;
  /** Whether credentials were at hand. */
  authorized: boolean;
}

/** An answer of the registry that is neither success nor "not there". */
export function answerFailure(registry: string, doing: string, answer: FailedAnswer): Failure {
  const said = firstError(answer.body);
  const words = [said.code, said.message].filter((word) => word !== undefined && word !== '').join(': ');
  const hint = hintFor(answer);
  const failure = new Failure(
    codeFor(answer.status),
    `registry ${registry}: ${doing}: it answered ${answer.status}${words === '' ? '' : ` (${words})`}`,
    {
      ...(hint === undefined ? {} : { hint }),
      ...(said.code === undefined ? {} : { reason: said.code }),
      ...(answer.retryAfterSeconds === undefined ? {} : { details: { retryAfterSeconds: answer.retryAfterSeconds } }),
    },
  );
  statuses.set(failure, answer.status);
  return failure;
}

const codes: Record<number, FailureCode> = {
  400: 'BadRequest',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'NotFound',
  405: 'MethodNotAllowed',
  408: 'Timeout',
  409: 'Conflict',
  413: 'RequestEntityTooLarge',
  415: 'UnsupportedMediaType',
  429: 'TooManyRequests',
  502: 'ServiceUnavailable',
  503: 'ServiceUnavailable',
  504: 'Timeout',
};

function codeFor(status: number): FailureCode {
  return codes[status] ?? (status >= 500 ? 'InternalError' : 'BadRequest');
}

function hintFor({ status, authorized }: FailedAnswer): string | undefined {
  if (status === 401) {
    return authorized
      ? 'check the username and password for this registry'
      : 'give a username and password for this registry';
  }
  if (status === 403)
    return 'this account may not do that in this repository; ask for the right or use another account';
  if (status === 407) return 'a proxy wants to know who asks: HTTP_PROXY=http://<user>:<password>@<proxy>';
  if (status === 413) return 'a proxy in front of the registry limits the size of requests';
  if (status === 429) return 'the registry limits the rate of requests: use a lower --concurrency';
  if (status >= 500)
    return 'the fault is on the side of the registry: look at its log, then run the command again to continue';
  return undefined;
}

function firstError(body: string): { code?: string; message?: string } {
  try {
    const value: unknown = JSON.parse(body);
    const error = isJsonObject(value) && Array.isArray(value.errors) ? value.errors[0] : undefined;
    if (!isJsonObject(error)) return {};
    return {
      ...(typeof error.code === 'string' ? { code: printable(error.code, 60) } : {}),
      ...(typeof error.message === 'string' ? { message: printable(error.message, 300) } : {}),
    };
  } catch {
    // Proxies answer in HTML: the status says what there is to know.
    return {};
  }
}

/** A registry's words go to terminals: no control characters. */
function printable(text: string, length: number): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, ' ').slice(0, length);
}
