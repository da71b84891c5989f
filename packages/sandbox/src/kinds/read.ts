import { isJsonObject, type JsonObject } from '@violet/machinery';

/** The member of an object that a path such as `spec.template.metadata` leads to. */
export function at(value: unknown, path: string): unknown {
  let current = value;
  for (const member of path.split('.')) {
    if (!isJsonObject(current)) return undefined;
    current = current[member];
  }
  return current;
}

/** Empty where there is no text, as Go's zero value. */
export function textAt(value: unknown, path: string): string {
  const found = at(value, path);
  return typeof found === 'string' ? found : '';
}

export function numberAt(value: unknown, path: string): number {
  const found = at(value, path);
  return typeof found === 'number' ? found : 0;
}

/** The objects of a list; what is no object is left out. */
export function objectsAt(value: unknown, path: string): JsonObject[] {
  const found = at(value, path);
  return Array.isArray(found) ? found.filter(isJsonObject) : [];
}

export function textsAt(value: unknown, path: string): string[] {
  const found = at(value, path);
  return Array.isArray(found) ? found.filter((item) => typeof item === 'string') : [];
}

/** Empty where there is no object. */
export function objectAt(value: unknown, path: string): JsonObject {
  const found = at(value, path);
  return isJsonObject(found) ? found : {};
}
