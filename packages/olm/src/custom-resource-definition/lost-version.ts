import type { Definition } from './definition.ts';

/** A version in which objects may be stored and which the new definition no longer has: reading them would fail. */
export function lostVersion(existing: Definition, next: Definition): string | undefined {
  const kept = new Set((next.spec.versions ?? []).map(({ name }) => name));
  return existing.status?.storedVersions?.find((name) => !kept.has(name));
}
