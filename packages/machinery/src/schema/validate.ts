import type { FailureCause } from '../failure.ts';
import { checkEmbeddedResources } from './embedded-resource.ts';
import { checkListTypes } from './list-type.ts';
import type { Schema } from './schema.ts';
import { validateValue } from './validate-value.ts';

/**
 * What is wrong with an object by its schema, in upstream's words and order: types and bounds, embedded resources, list
 * types, then CEL rules. With `oldObject` it is an update: problems of what did not change are forgiven, transition
 * rules see `oldSelf`. Metadata is `validateObjectMeta`'s. Schemas with CEL rules need `prepareSchema` first.
 */
export function validateObject(schema: Schema, object: unknown, oldObject?: unknown): FailureCause[] {
  const causes = validateValue(schema, object, '', oldObject).problems.map((problem) => problem.cause);
  checkEmbeddedResources(schema, object, '', causes);
  checkListTypes(schema, object, '', causes);
  return causes;
}
