import { isJsonObject, type Json, type Schema } from '@violet/machinery';
import schemas from './embedded-schemas.json' with { type: 'json' };

/** A type of Kubernetes as a CRD has it, such as `core.v1.EnvVar`; references are filled in. */
export function embedded(name: keyof typeof schemas): Schema {
  return filled({ $ref: name }) as Schema;
}

function filled(value: Json): Json {
  if (Array.isArray(value)) return value.map(filled);
  if (!isJsonObject(value)) return value;
  const { $ref: reference, ...rest } = value;
  const own = Object.fromEntries(Object.entries(rest).map(([key, member]) => [key, filled(member)]));
  if (typeof reference !== 'string') return own;
  return { ...(filled((schemas as Record<string, Json>)[reference] ?? {}) as object), ...own };
}
