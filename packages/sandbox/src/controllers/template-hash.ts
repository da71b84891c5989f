import { createHash } from 'node:crypto';

/** No vowels and nothing that looks alike, so that no words come out; as upstream. */
const ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';

/** A short name for a template: the same for the same content, whatever the order of its members. */
export function templateHash(template: unknown, collisionCount = 0): string {
  const digest = createHash('sha256').update(canonical(template)).update(`/${collisionCount}`).digest();
  return [...digest.subarray(0, 10)].map((byte) => ALPHABET[byte % ALPHABET.length]).join('');
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? '';
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  members.sort(([left], [right]) => (left < right ? -1 : 1));
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${canonical(member)}`).join(',')}}`;
}
