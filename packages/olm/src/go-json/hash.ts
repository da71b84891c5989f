import { createHash } from 'node:crypto';
import { goJson } from './encode.ts';

const DIGITS = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** SHA-224 in base 62, with which OLM makes labels and names of contents. */
export function base62Hash(text: string): string {
  let rest = BigInt(`0x${createHash('sha224').update(text).digest('hex')}`);
  let printed = '';
  for (; rest > 0n; rest /= 62n) printed = DIGITS.charAt(Number(rest % 62n)) + printed;
  return printed === '' ? '0' : printed;
}

/** The hash of a value of this Go type: `olm.deployment-spec-hash` and `olm.webhook-description-hash`. */
export function deepHash(type: string, value: unknown): string {
  // A Go encoder ends every value with a newline; plain Marshal does not.
  return base62Hash(`${goJson(type, value)}\n`);
}

/** `olm.permissions.hash` of a Role or ClusterRole with these rules. */
export function rulesHash(rules: unknown): string {
  return base62Hash(goJson('[]PolicyRule', rules));
}

/** `olm.permissions.hash` of a binding. */
export function bindingHash(roleRef: unknown, subjects: unknown): string {
  return base62Hash(`{"RoleRef":${goJson('RoleRef', roleRef)},"Subjects":${goJson('[]Subject', subjects)}}`);
}

/** 64-bit FNV-1a in hexadecimal without leading zeros, as Go prints it. */
export function fnv64a(text: string): string {
  let hash = 0xcbf29ce484222325n;
  for (const byte of Buffer.from(text)) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  return hash.toString(16);
}
