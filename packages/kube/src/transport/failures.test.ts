import { describe, expect, it } from 'vitest';
import { unreachable } from './failures.ts';

const broken = (code: string) => Object.assign(new Error('as Node says it'), { code });

describe('a server whose certificate does not hold', () => {
  it.each([
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'is signed by nobody known', 'CertificateUntrusted', 'give the certificate of the'],
    [
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      'is signed by an unknown authority',
      'CertificateUntrusted',
      'give the certificate of the',
    ],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'is for another name', undefined, 'use a name that'],
    ['CERT_HAS_EXPIRED', 'has expired', undefined, 'have it renewed, if the clock'],
    ['CERT_NOT_YET_VALID', 'is not valid yet', undefined, 'check the clock'],
  ])('is unreachable, with what to do about it: %s', (code, why, reason, hint) => {
    const failure = unreachable('https://example.com', broken(code));

    expect(failure.message).toBe(`cannot reach https://example.com: the server's certificate ${why}`);
    expect(failure.reason).toBe(reason);
    expect(failure.hint).toContain(hint);
  });
});
