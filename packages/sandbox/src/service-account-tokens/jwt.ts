import { sign, verify } from 'node:crypto';
import { isJsonObject, type Json, type JsonObject } from '@violet/machinery';
import type { TokenKey } from './token-key.ts';

const maxTokenChars = 16 * 1024;
/** As JSON Web Algorithms write an ECDSA signature: two numbers side by side. */
const dsaEncoding = 'ieee-p1363';

export function signToken(key: TokenKey, claims: object): string {
  const head = encode({ alg: 'ES256', kid: key.id });
  const signed = `${head}.${encode(claims)}`;
  const signature = sign('sha256', Buffer.from(signed), { key: key.privateKey, dsaEncoding });
  return `${signed}.${signature.toString('base64url')}`;
}

/** The claims of a token of this key; undefined for any other text. */
export function verifiedClaims(key: TokenKey, token: string): JsonObject | undefined {
  const [head = '', body = '', signature = '', ...more] = token.length > maxTokenChars ? [] : token.split('.');
  if (signature === '' || more.length > 0) return undefined;
  const header = decode(head);
  if (header?.['alg'] !== 'ES256' || header['kid'] !== key.id) return undefined;
  const signed = Buffer.from(`${head}.${body}`);
  const bytes = Buffer.from(signature, 'base64url');
  return verify('sha256', signed, { key: key.publicKey, dsaEncoding }, bytes) ? decode(body) : undefined;
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function decode(part: string): JsonObject | undefined {
  try {
    const value = JSON.parse(Buffer.from(part, 'base64url').toString('utf8')) as Json;
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
