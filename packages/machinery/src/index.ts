/** Kubernetes' own rules as pure functions: no I/O, the same in a browser and in Node. */

export { acceptsGzip } from './accepts-gzip.ts';
export { type Applied, type ApplyRequest, applyPatch } from './apply/apply-patch.ts';
export { type Comparison, compareObjects } from './apply/compare-objects.ts';
export {
  difference,
  type FieldPath,
  type FieldSet,
  hasPath,
  intersection,
  isEmptySet,
  newFieldSet,
  pathsOf,
  union,
} from './apply/field-set.ts';
export { fieldsOf } from './apply/fields-of.ts';
export { parseFieldsV1, printFieldsV1 } from './apply/fields-v1.ts';
export { type MergeType, objectMergeType } from './apply/merge-type.ts';
export { printPath } from './apply/path-element.ts';
export { strategicMergePatch } from './apply/strategic/strategic-merge-patch.ts';
export { type FieldWriter, type UpdateRequest, updateManagedFields } from './apply/update-managed-fields.ts';
export { formatAge, formatShortAge } from './duration.ts';
export { elapsedSince } from './elapsed-since.ts';
export {
  Failure,
  type FailureCause,
  type FailureCode,
  type FailureOptions,
  failureHttpCodes,
  isFailure,
} from './failure.ts';
export {
  duplicateValue,
  forbiddenValue,
  invalidFailure,
  invalidType,
  invalidValue,
  notFoundValue,
  printCauses,
  requiredValue,
  tooLong,
  tooMany,
  unsupportedValue,
} from './field-error.ts';
export { parseGoDuration } from './go/duration.ts';
export { escapeHtml, goJson, goJsonNumber, goJsonString, goPlainJson, goSortedKeys } from './go/json.ts';
export { type GoField, type GoShape, goStructJson } from './go/struct-json.ts';
export { goQuote } from './go/text.ts';
export { emitYaml } from './go-yaml/emit.ts';
export { formatFloat, formatFloat32 } from './go-yaml/go-number.ts';
export { compareYamlKeys } from './go-yaml/key-order.ts';
export { type ReadYamlOptions, readYaml, readYamlAsJson } from './go-yaml/read.ts';
export { resolvePlain } from './go-yaml/resolve.ts';
export { type YamlMap, type YamlValue, yamlToJson } from './go-yaml/value.ts';
export { cloneJson, isJsonObject, type Json, type JsonObject, jsonEqual, setMember } from './json.ts';
export { compileJsonPath, type JsonPath } from './json-path/json-path.ts';
export {
  configKeyProblems,
  dns1035LabelProblems,
  dnsLabelProblems,
  dnsSubdomainProblems,
  labelValueProblems,
  pathSegmentProblems,
  qualifiedNameProblems,
} from './metadata/names.ts';
export {
  generateName,
  labelCauses,
  type ObjectMetaRules,
  validateObjectMeta,
  validateObjectMetaUpdate,
} from './metadata/object-meta.ts';
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
export { applyJsonPatch } from './patch/json-patch.ts';
export { applyMergePatch } from './patch/merge-patch.ts';
export {
  addQuantity,
  compareQuantity,
  formatQuantity,
  parseQuantity,
  type Quantity,
  subtractQuantity,
} from './quantity.ts';
export {
  type AggregableRole,
  aggregateRules,
  type PathAttributes,
  type PolicyRule,
  type RequestAttributes,
  type ResourceAttributes,
  ruleAllows,
  rulesAllow,
  type Subject,
  serviceAccountName,
  subjectMatches,
  type UserInfo,
} from './rbac/rbac.ts';
export { printRules, printStrings, uncoveredRules } from './rbac/rule-cover.ts';
export {
  type CelCondition,
  type CelFunctions,
  compileCelCondition,
  loadCelConditions,
} from './schema/cel/condition.ts';
export { applyDefaults } from './schema/defaults.ts';
export { findsPattern, patternProblem, replacePattern } from './schema/pattern.ts';
export { prepareSchema } from './schema/prepare.ts';
export { pruneUnknownFields } from './schema/prune.ts';
export type { Schema, SchemaType, ValidationRule } from './schema/schema.ts';
export { checkStructural } from './schema/structural.ts';
export { validateObject } from './schema/validate.ts';
export {
  type FieldRequirement,
  type FieldSelector,
  matchesFields,
  parseFieldSelector,
  printFieldSelector,
} from './selector/field-selector.ts';
export {
  everything,
  type LabelOperator,
  type LabelRequirement,
  type LabelSelector,
  matchesLabels,
  nothing,
  printLabelSelector,
} from './selector/label-selector.ts';
export { type LabelSelectorObject, labelSelectorOf } from './selector/label-selector-of.ts';
export { parseLabelSelector } from './selector/parse-label-selector.ts';
export { failureOf, type Status, statusOf } from './status.ts';
export {
  ageSince,
  nameColumn,
  type PrinterColumn,
  type Table,
  type TableColumn,
  type TableRow,
  tableCell,
  tableColumn,
} from './table.ts';
export { eachAtOnce } from './turns/each-at-once.ts';
export { Turns } from './turns/turns.ts';
export { parseConstraint, parseLooseVersion } from './version/constraint.ts';
export { compareVersions, parseVersion, type Version } from './version/version.ts';
export { parseVersionRange, type VersionSet } from './version/version-range.ts';
export { parseYaml, parseYamlDocuments, printYaml, type YamlLimits } from './yaml/yaml.ts';
