import { isJsonObject, type Json } from '@violet/machinery';

/** Paths of the fields that two values do not have in common, as `spec.replicas`; none when they are equal. */
export function differentFields(left: Json | undefined, right: Json | undefined, path = ''): string[] {
  if (Array.isArray(left) && Array.isArray(right)) {
    return differentMembers(Object.fromEntries(left.entries()), Object.fromEntries(right.entries()), path);
  }
  if (isJsonObject(left) && isJsonObject(right)) return differentMembers(left, right, path);
  return left === right ? [] : [path];
}

function differentMembers(
  left: Record<string, Json | undefined>,
  right: Record<string, Json | undefined>,
  path: string,
) {
  const names = new Set([...Object.keys(left), ...Object.keys(right)]);
  return [...names].flatMap((name): string[] =>
    differentFields(left[name], right[name], path === '' ? name : `${path}.${name}`),
  );
}
