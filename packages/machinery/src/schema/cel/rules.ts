import type { FailureCause } from '../../failure.ts';
import { duplicateValue, forbiddenValue, invalidValue, requiredValue } from '../../field-error.ts';
import { isJsonObject, jsonEqual } from '../../json.ts';
import { correlatedItems } from '../correlate.ts';
import type { Schema, ValidationRule } from '../schema.ts';
import { isBudgetSpent, resetBudget } from './budget.ts';
import type { CelEngine, CelProgram } from './engine.ts';
import { celRootValue, celValue } from './values.ts';

/** One value that rules speak of, and its earlier self. */
interface Place {
  schema: Schema;
  value: unknown;
  old: unknown;
  path: string;
}

/** What the CEL rules (`x-kubernetes-validations`) of a schema say of an object. */
export function checkCelRules(schema: Schema, object: unknown, oldObject: unknown, engine: CelEngine): FailureCause[] {
  resetBudget();
  const causes: FailureCause[] = [];
  checkPlace({ schema, value: object, old: oldObject, path: '' }, engine, causes);
  return causes;
}

const seen = new WeakMap<Schema, boolean>();

/** Whether a rule stands anywhere in the schema; most have none, and are not walked. */
export function hasCelRules(schema: Schema): boolean {
  const known = seen.get(schema);
  if (known !== undefined) return known;
  const { properties = {}, items, additionalProperties } = schema;
  const children = [...Object.values(properties), items, additionalProperties];
  const found =
    (schema['x-kubernetes-validations'] ?? []).length > 0 ||
    children.some((child) => typeof child === 'object' && hasCelRules(child));
  seen.set(schema, found);
  return found;
}

function checkPlace(place: Place, engine: CelEngine, causes: FailureCause[]): void {
  const { schema, value, old, path } = place;
  if (value === null || value === undefined || !hasCelRules(schema)) return;
  if (schema['x-kubernetes-validations'] !== undefined) checkRules(place, engine, causes);
  if (Array.isArray(value) && schema.items !== undefined) {
    const oldItem = correlatedItems(schema, old);
    for (const [index, item] of value.entries()) {
      if (isBudgetSpent()) return;
      const inside = { schema: schema.items, value: item, old: oldItem(item), path: `${path}[${index}]` };
      checkPlace(inside, engine, causes);
    }
  } else if (isJsonObject(value)) {
    const previous = isJsonObject(old) && schema['x-kubernetes-map-type'] !== 'atomic' ? old : undefined;
    for (const [key, member] of Object.entries(value)) {
      if (isBudgetSpent()) return;
      const child = memberSchema(schema, key, path);
      if (child !== undefined) checkPlace({ ...child, value: member, old: previous?.[key] }, engine, causes);
    }
  }
}

function memberSchema(schema: Schema, key: string, path: string): Pick<Place, 'schema' | 'path'> | undefined {
  const property = Object.hasOwn(schema.properties ?? {}, key) ? schema.properties?.[key] : undefined;
  if (property !== undefined) return { schema: property, path: path === '' ? key : `${path}.${key}` };
  const { additionalProperties } = schema;
  return typeof additionalProperties === 'object'
    ? { schema: additionalProperties, path: `${path}[${key}]` }
    : undefined;
}

function checkRules(place: Place, engine: CelEngine, causes: FailureCause[]): void {
  const toCel = place.path === '' ? celRootValue : celValue;
  const self = toCel(place.schema, place.value, engine);
  const oldSelf = place.old === undefined || place.old === null ? undefined : toCel(place.schema, place.old, engine);
  for (const rule of place.schema['x-kubernetes-validations'] ?? []) {
    if (isBudgetSpent()) return;
    const program = engine.compile(rule.rule);
    if (program instanceof Error) {
      causes.push(invalidValue(fieldAt(place.path), typeOf(place), `rule compile error: ${program.message}`));
      continue;
    }
    const optional = rule.optionalOldSelf === true;
    if (program.usesOldSelf && oldSelf === undefined && !optional) continue;
    const variables = { self, oldSelf: optional ? engine.optionalOf(oldSelf) : oldSelf };
    const cause = judge(rule, program, variables, place, engine);
    const unchanged = place.old !== undefined && !program.usesOldSelf && jsonEqual(place.value, place.old);
    if (cause !== undefined && !unchanged) causes.push(cause);
  }
}

type Variables = Parameters<CelProgram['run']>[0];

function judge(
  rule: ValidationRule,
  program: CelProgram,
  variables: Variables,
  place: Place,
  engine: CelEngine,
): FailureCause | undefined {
  try {
    const result = program.run(variables);
    if (isBudgetSpent()) throw new Error('the budget is spent');
    if (result === true) return undefined;
  } catch (error) {
    return invalidValue(fieldAt(place.path), typeOf(place), evaluationProblem(error, rule));
  }
  const field = fieldAt(`${place.path}${normalizedFieldPath(rule.fieldPath, place.path)}`);
  const message = messageOf(rule, variables, engine);
  switch (rule.reason) {
    case 'FieldValueForbidden':
      return forbiddenValue(field, message);
    case 'FieldValueRequired':
      return requiredValue(field, message);
    case 'FieldValueDuplicate':
      return duplicateValue(field, typeOf(place));
    default:
      return invalidValue(field, typeOf(place), message);
  }
}

function evaluationProblem(error: unknown, rule: ValidationRule): string {
  const [problem = ''] = String(error instanceof Error ? error.message : error).split('\n');
  const written = rule.message === undefined || rule.message === '' ? rule.rule.trim() : rule.message.trim();
  if (isBudgetSpent()) {
    const limit = 'operation cancelled: actual cost limit exceeded';
    return `'${limit}': no further validation rules will be run due to call cost exceeds limit for rule: ${written}`;
  }
  const lower = problem.replace(/^No such/, 'no such');
  if (lower.startsWith('no such overload') || lower.startsWith('found no matching overload')) {
    return `'${lower}': call arguments did not match a supported operator, function or macro signature for rule: ${written}`;
  }
  return `${lower} evaluating rule: ${written}`;
}

/** The message expression's text where it gives a usable one, else the message, else the rule. */
function messageOf(rule: ValidationRule, variables: Variables, engine: CelEngine): string {
  const fallback =
    rule.message === undefined || rule.message === '' ? `failed rule: ${rule.rule.trim()}` : rule.message.trim();
  if (rule.messageExpression === undefined || rule.messageExpression === '') return fallback;
  const program = engine.compile(rule.messageExpression);
  if (program instanceof Error) return fallback;
  try {
    const text = program.run(variables);
    return typeof text === 'string' && text.trim() !== '' && !text.includes('\n') ? text : fallback;
  } catch {
    return fallback;
  }
}

function normalizedFieldPath(fieldPath: string | undefined, path: string): string {
  if (fieldPath === undefined || fieldPath === '') return '';
  const normalized = fieldPath.replace(
    /\['((?:\\.|[^'\\])*)'\]/g,
    (_, key: string) => `[${key.replace(/\\(.)/g, '$1')}]`,
  );
  return path === '' ? normalized.replace(/^\./, '') : normalized;
}

/** Upstream prints Go's nil path for the object itself. */
function fieldAt(path: string): string {
  return path === '' ? '<nil>' : path;
}

function typeOf(place: Place): string {
  return place.schema.type ?? '';
}
