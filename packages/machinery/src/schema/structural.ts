import type { FailureCause } from '../failure.ts';
import type { Schema } from './schema.ts';
import { checkCompleteness } from './structural-completeness.ts';
import { checkDefaults } from './structural-defaults.ts';
import { checkKeywords } from './structural-keywords.ts';
import { checkShape } from './structural-shape.ts';

/**
 * What keeps a schema from being a CRD's, in upstream's words and order; an empty list for a good one. `path` is where
 * the schema stands: upstream speaks of `spec.validation` when all versions of a CRD share one schema, and of
 * `spec.versions[0].schema` otherwise.
 */
export function checkStructural(schema: Schema, path = 'spec.validation.openAPIV3Schema'): FailureCause[] {
  const shape = [...checkShape(schema, path), ...checkCompleteness(schema, path)];
  shape.sort((a, b) => (`${a.field}: ${a.message}` < `${b.field}: ${b.message}` ? -1 : 1));
  // A default is only worth a look once the schema around it makes sense.
  const defaults = shape.length > 0 ? [] : checkDefaults(schema, path);
  return [...shape, ...defaults, ...checkKeywords(schema, path, { root: true })];
}
