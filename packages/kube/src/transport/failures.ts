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
  ERR_TLS_CERT_ALTNAME_INVALID: "the server's certificate is for another name",
  DEPTH_ZERO_SELF_SIGNED_CERT: "the server's certificate is signed by nobody known",
  SELF_SIGNED_CERT_IN_CHAIN: "the server's certificate is signed by an unknown authority",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "the server's certificate is signed by an unknown authority",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "the server's certificate is signed by an unknown authority",
  CERT_HAS_EXPIRED: "the server's certificate has expired",
};

/** What a broken connection means to a person. */
export function unreachable(server: string, cause: unknown): Failure {
  const code = (cause as { code?: string } | undefined)?.code ?? '';
  const why = explanations[code] ?? (cause instanceof Error ? cause.message : String(cause));
  const certificate = /CERT|SIGNED/.test(code);
  return new Failure('ServiceUnavailable', `cannot reach ${server}: ${why}`, {
    cause,
    hint: certificate
      ? 'give the certificate of the authority that signed it'
      : 'check the address and that the cluster is running',
  });
}

export function silent(server: string, timeoutMs: number): Failure {
  return new Failure('Timeout', `${server} did not answer within ${timeoutMs / 1000} s`);
}
