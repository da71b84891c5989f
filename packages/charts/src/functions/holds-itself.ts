import { GoMap, GoObject, GoSlice, isPlainMap, type Value } from '@violet/gotemplate';

/** Whether a value is found again within itself, so that no text can be made of it. */
export function holdsItself(value: Value, open = new Set<Value>(), closed = new Set<Value>()): boolean {
  if (open.has(value)) return true;
  if (closed.has(value)) return false;
  open.add(value);
  const found = partsOf(value).some((part) => holdsItself(part, open, closed));
  open.delete(value);
  closed.add(value);
  return found;
}

function partsOf(value: Value): readonly Value[] {
  if (Array.isArray(value)) return value.filter(isHolder);
  if (value instanceof GoSlice) return value.items.filter(isHolder);
  if (value instanceof GoMap) return Object.values(value.entries).filter(isHolder);
  if (value instanceof GoObject) return Object.values(value.fields).filter(isHolder);
  return isPlainMap(value) ? Object.values(value).filter(isHolder) : [];
}

function isHolder(value: Value): boolean {
  return typeof value === 'object' && value !== null;
}
