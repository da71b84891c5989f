import type { FailureCause } from '../failure.ts';
import { invalidValue } from '../field-error.ts';
import { checkCelRules, hasCelRules } from './cel/rules.ts';
import { checkEmbeddedResources } from './embedded-resource.ts';
import { checkListTypes } from './list-type.ts';
import { preparedEngine } from './prepare.ts';
import type { Schema } from './schema.ts';
import { validateValue } from './validate-value.ts';

/** Problems of form, after which rules would only stumble. */
const blocking = new Set(['FieldValueRequired', 'FieldValueTooLong', 'FieldValueTooMany', 'FieldValueTypeInvalid']);

const rulesNotChecked =
  'some validation rules were not checked because the object was invalid; correct the existing errors to complete validation';

/**
 * What is wrong with an object by its schema, in upstream's words and order: types and bounds, embedded resources, list
 * types, then CEL rules. With `oldObject` it is an update: problems of what did not change are forgiven, transition
 * rules see `oldSelf`. Metadata is `validateObjectMeta`'s. Schemas with CEL rules need `prepareSchema` first.
 */
export function validateObject(schema: Schema, object: unknown, oldObject?: unknown): FailureCause[] {
  const causes = validateValue(schema, object, '', oldObject).problems.map((problem) => problem.cause);
  checkEmbeddedResources(schema, object, '', causes);
  checkListTypes(schema, object, '', causes);
  if (!hasCelRules(schema)) return causes;
  if (causes.some((cause) => blocking.has(cause.reason))) {
    return [...causes, invalidValue('<nil>', null, rulesNotChecked)];
  }
  return [...causes, ...checkCelRules(schema, object, oldObject, preparedEngine())];
}
