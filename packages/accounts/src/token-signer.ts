import { randomUUID } from 'node:crypto';
import { Failure } from '@violet/machinery';
// By parts: the whole of it costs a start four times as much.
import type { JWK } from 'jose';
import { SignJWT } from 'jose/jwt/sign';
import { jwtVerify } from 'jose/jwt/verify';
import { importJWK } from 'jose/key/import';

const algorithm = 'ES256';

/** `id`: a person's session of some hours. `access`: an API token that a person made. */
export type TokenUse = 'id' | 'access';

export interface TokenClaims {
  /** The token's own id. */
  id: string;
  username: string;
  use: TokenUse;
  /** Unix seconds. */
  issuedAt: number;
  expiresAt: number;
}

/** Signs and reads the platform's bearer tokens. What an account may do is not in them: it is looked up each time. */
export interface TokenSigner {
  sign(username: string, use: TokenUse, lifeSeconds: number): Promise<{ token: string; claims: TokenClaims }>;
  /** Undefined for what is not a token of ours; throws Unauthorized for one that has expired. */
  verify(token: string): Promise<TokenClaims | undefined>;
}

/** `privateJwk`: an EC P-256 key, the same for all replicas. */
export async function createTokenSigner(privateJwk: JWK, issuer: string, now: () => Date): Promise<TokenSigner> {
  const { d: _secret, ...publicJwk } = privateJwk;
  const [privateKey, publicKey] = await Promise.all([
    importJWK(privateJwk, algorithm),
    importJWK(publicJwk, algorithm),
  ]);
  return {
    async sign(username, use, lifeSeconds) {
      const issuedAt = Math.floor(now().getTime() / 1000);
      const claims: TokenClaims = { id: randomUUID(), username, use, issuedAt, expiresAt: issuedAt + lifeSeconds };
      const token = await new SignJWT({ use })
        .setProtectedHeader({ alg: algorithm })
        .setIssuer(issuer)
        .setSubject(username)
        .setJti(claims.id)
        .setIssuedAt(issuedAt)
        .setExpirationTime(claims.expiresAt)
        .sign(privateKey);
      return { token, claims };
    },
    async verify(token) {
      if (token.length > 4096 || token.split('.').length !== 3) return undefined;
      try {
        const { payload } = await jwtVerify(token, publicKey, { issuer, algorithms: [algorithm], currentDate: now() });
        const { sub, jti, use, iat, exp } = payload;
        if (sub === undefined || jti === undefined || iat === undefined || exp === undefined) return undefined;
        if (use !== 'id' && use !== 'access') return undefined;
        return { id: jti, username: sub, use, issuedAt: iat, expiresAt: exp };
      } catch (error) {
        if ((error as { code?: string }).code !== 'ERR_JWT_EXPIRED') return undefined;
        throw new Failure('Unauthorized', 'the token has expired', { hint: 'Log in again, or make a new API token.' });
      }
    },
  };
}
