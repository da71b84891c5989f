/** Freezes a JSON value to its leaves, so that a cache can be shared without fear. */
export function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) freeze(value);
  return value;
}

/** Each object that comes out of a watch is walked: leaves are not called for, and lists not by their indices as names. */
function freeze(value: object): void {
  if (Array.isArray(value)) {
    for (const item of value) if (typeof item === 'object' && item !== null) freeze(item);
  } else {
    for (const key in value) {
      const member: unknown = value[key as keyof typeof value];
      if (typeof member === 'object' && member !== null) freeze(member);
    }
  }
  Object.freeze(value);
}
