import {
  isJsonObject,
  type KubernetesObject,
  parseApiVersion,
  printCauses,
  type Schema,
  validateObject,
} from '@violet/machinery';

/** What upstream's check does not look at: rules, and how lists and embedded objects are to be read. */
const NOT_CHECKED = new Set([
  'x-kubernetes-validations',
  'x-kubernetes-list-type',
  'x-kubernetes-list-map-keys',
  'x-kubernetes-embedded-resource',
]);

/** The part of a schema that stored objects are held against when their CRD changes. */
export function checkedPart(schema: Schema): Schema {
  return withoutUnchecked(schema) as Schema;
}

function withoutUnchecked(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutUnchecked);
  if (!isJsonObject(value)) return value;
  const kept = Object.entries(value).filter(([key]) => !NOT_CHECKED.has(key));
  return Object.fromEntries(kept.map(([key, member]) => [key, withoutUnchecked(member)]));
}

/** Why an object that is stored would be refused from now on, in upstream's words; undefined where it would not. */
export function tooRestrictive(schema: Schema, object: KubernetesObject): string | undefined {
  const causes = validateObject(schema, object);
  if (causes.length === 0) return undefined;
  const { group, version } = parseApiVersion(object.apiVersion);
  const { namespace, name = '' } = object.metadata;
  const owner = namespace === undefined || namespace === '' ? name : `${namespace}/${name}`;
  // Upstream starts the path with an empty name, which Go prints as [].
  const printed = printCauses(causes.map((cause) => ({ ...cause, field: `[].${cause.field}` })));
  const kind = `${group}/${version}, Kind=${object.kind}`;
  return `error validating ${kind} ${JSON.stringify(owner)}: updated validation is too restrictive: ${printed}`;
}
