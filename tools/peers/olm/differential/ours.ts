import { isJsonObject, type JsonObject } from '@violet/machinery';

/**
 * The condition of ours that says in one sentence what blocks a Subscription; upstream spreads it over several, or says
 * nothing. Operators repeat it.
 */
const ours = 'Blocked';

export function withoutOurs(object: JsonObject): JsonObject {
  const { kind, status } = object;
  if (!isJsonObject(status)) return object;
  if (kind === 'Subscription') withoutBlocked(status);
  const { components } = status;
  if (kind === 'Operator' && isJsonObject(components) && Array.isArray(components['refs']))
    for (const reference of components['refs']) if (isJsonObject(reference)) withoutBlocked(reference);
  return object;
}

function withoutBlocked(owner: JsonObject): void {
  if (!Array.isArray(owner['conditions'])) return;
  // They stand in the order in which they came, which is by chance.
  owner['conditions'] = owner['conditions']
    .filter((one) => typeOf(one) !== ours)
    .sort((a, b) => typeOf(a).localeCompare(typeOf(b)));
}

function typeOf(condition: unknown): string {
  return isJsonObject(condition) ? String(condition['type']) : '';
}
