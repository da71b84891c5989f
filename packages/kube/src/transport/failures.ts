import { Failure } from '@violet/machinery';

const explanations: Record<string, string> = {
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was cut',
  EPIPE: 'the connection was cut',
  ERR_STREAM_PREMATURE_CLOSE: 'the connection was cut',
  ENOTFOUND: 'there is no such host',
  EAI_AGAIN: 'the name of the host cannot be resolved now',
  EHOSTUNREACH: 'the host cannot be reached',
  ENETUNREACH: 'the network cannot be reached',
  ETIMEDOUT: 'the connection timed out',
};

const unknownAuthority = {
  why: "the server's certificate is signed by an unknown authority",
  hint: 'give the certificate of the authority that signed it',
};

/** Why a certificate does not hold, and what to do about it. */
const certificates: Record<string, { why: string; hint: string }> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: { ...unknownAuthority, why: "the server's certificate is signed by nobody known" },
  SELF_SIGNED_CERT_IN_CHAIN: unknownAuthority,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: unknownAuthority,
  UNABLE_TO_GET_ISSUER_CERT: unknownAuthority,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: unknownAuthority,
  ERR_TLS_CERT_ALTNAME_INVALID: {
    why: "the server's certificate is for another name",
    hint: 'use a name that the certificate has',
  },
  CERT_HAS_EXPIRED: {
    why: "the server's certificate has expired",
    hint: 'have it renewed, if the clock of this machine is right',
  },
  CERT_NOT_YET_VALID: {
    why: "the server's certificate is not valid yet",
    hint: 'check the clock of this machine',
  },
};

/** What a broken connection means to a person. The reason is CertificateUntrusted where nobody known has signed. */
export function unreachable(server: string, cause: unknown): Failure {
  const code = (cause as { code?: string } | undefined)?.code ?? '';
  const certificate = certificates[code];
  const why = certificate?.why ?? explanations[code] ?? (cause instanceof Error ? cause.message : String(cause));
  return new Failure('ServiceUnavailable', `cannot reach ${server}: ${why}`, {
    cause,
    hint: certificate?.hint ?? 'check the address and that the cluster is running',
    ...(certificate?.hint === unknownAuthority.hint ? { reason: 'CertificateUntrusted' } : {}),
  });
}

export function silent(server: string, timeoutMs: number): Failure {
  return new Failure('Timeout', `${server} did not answer within ${timeoutMs / 1000} s`);
}
