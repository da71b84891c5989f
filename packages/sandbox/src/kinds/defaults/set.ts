import { isJsonObject, type Json, type JsonObject } from '@violet/machinery';

/** Sets a pointer member that is not there. */
export function setMissing(struct: JsonObject, member: string, value: Json): void {
  if (struct[member] === undefined || struct[member] === null) struct[member] = value;
}

/** Sets a member that is not there or has Go's zero value. */
export function setEmpty(struct: JsonObject, member: string, value: Json): void {
  const found = struct[member];
  if (found === undefined || found === null || found === '' || found === 0) struct[member] = value;
}

/** The struct in a member, made when it is not there. */
export function structIn(struct: JsonObject, member: string): JsonObject {
  const found = struct[member];
  if (isJsonObject(found)) return found;
  const made: JsonObject = {};
  struct[member] = made;
  return made;
}
