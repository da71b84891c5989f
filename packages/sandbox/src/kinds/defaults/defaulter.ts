import type { JsonObject } from '@violet/machinery';

/** Sets the defaults of one type; members that are structs of other types are theirs. */
export type Defaulter = (struct: JsonObject) => void;

/** By the definition's name without `io.k8s.api.`, as far as it is there. */
export type Defaulters = Readonly<Record<string, Defaulter>>;
