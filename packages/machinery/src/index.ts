/** Kubernetes' own rules as pure functions: no I/O, the same in a browser and in Node. */
export { Failure, type FailureCause, type FailureCode, type FailureOptions, failureHttpCodes, isFailure } from './failure.ts';
export { cloneJson, isJsonObject, type Json, type JsonObject, jsonEqual } from './json.ts';
export {
  type Condition,
  formatApiVersion,
  type GroupVersionKind,
  type KubernetesObject,
  type ManagedFieldsEntry,
  type ObjectMeta,
  type OwnerReference,
  parseApiVersion,
  type Stored,
} from './object.ts';
export type { Schema, SchemaType, ValidationRule } from './schema/schema.ts';
export { failureOf, type Status, statusOf } from './status.ts';
export { parseYaml, parseYamlDocuments, printYaml, type YamlLimits } from './yaml.ts';
