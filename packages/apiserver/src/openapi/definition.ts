import type { Schema } from '@violet/machinery';

/**
 * The name in OpenAPI of the type that a schema describes, so that documents refer to it instead of repeating it;
 * undefined for a schema without a name.
 */
export type DefinitionNameOf = (schema: Schema) => string | undefined;
