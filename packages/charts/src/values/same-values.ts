/**
 * Whether templates cannot tell two values apart: the same members in the same order, and zero is not minus zero. Of what
 * `known` maps to its equal, nothing is looked at.
 */
export function sameValues(left: unknown, right: unknown, known?: ReadonlyMap<unknown, unknown>): boolean {
  if (Object.is(left, right)) return true;
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
  if (known?.get(left) === right) return true;
  if (Array.isArray(left) || Array.isArray(right)) {
    if (!Array.isArray(left) || !Array.isArray(right) || left.length !== right.length) return false;
    return left.every((item, index) => sameValues(item, right[index], known));
  }
  const keys = Object.keys(left);
  const others = Object.keys(right);
  if (keys.length !== others.length) return false;
  return keys.every(
    (key, index) => key === others[index] && sameValues(memberOf(left, key), memberOf(right, key), known),
  );
}

function memberOf(value: object, key: string): unknown {
  return (value as Record<string, unknown>)[key];
}
