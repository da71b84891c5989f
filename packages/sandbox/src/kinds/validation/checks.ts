import {
  dnsLabelProblems,
  type FailureCause,
  invalidValue,
  isFailure,
  isJsonObject,
  type Json,
  type JsonObject,
  jsonEqual,
  type LabelSelectorObject,
  labelSelectorOf,
  labelValueProblems,
  matchesLabels,
  qualifiedNameProblems,
  requiredValue,
  unsupportedValue,
} from '@violet/machinery';
import { at, objectAt, objectsAt, textAt, textsAt } from '../read.ts';

/** What several kinds check alike. Each answers causes; `path` is the field's as it is reported. */

export function nonNegative(object: unknown, member: string, path: string): FailureCause[] {
  const value = at(object, member);
  if (typeof value !== 'number' || value >= 0) return [];
  return [invalidValue(`${path}.${member}`, value, 'must be greater than or equal to 0')];
}

/** A member that must be one of a few words; empty is reported as missing. */
export function oneOf(object: unknown, member: string, path: string, choices: readonly string[]): FailureCause[] {
  const value = textAt(object, member);
  if (value === '') return [requiredValue(`${path}.${member}`)];
  return choices.includes(value) ? [] : [unsupportedValue(`${path}.${member}`, value, choices)];
}

export function labelName(object: unknown, member: string, path: string): FailureCause[] {
  const value = textAt(object, member);
  if (value === '') return [requiredValue(`${path}.${member}`)];
  return dnsLabelProblems(value).map((problem) => invalidValue(`${path}.${member}`, value, problem));
}

export function portNumber(value: number, path: string): FailureCause[] {
  return value >= 1 && value <= 65535 ? [] : [invalidValue(path, value, 'must be between 1 and 65535, inclusive')];
}

/** RFC 6335: what a port may be called. */
export function portNameProblems(name: string): string[] {
  const problems: string[] = [];
  if (name.length > 15) problems.push('must be no more than 15 characters');
  if (!/^[-a-z0-9]+$/.test(name))
    problems.push('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)');
  if (!/[a-z]/.test(name)) problems.push('must contain at least one letter (a-z)');
  if (name.includes('--')) problems.push('must not contain consecutive hyphens');
  if (/^-|-$/.test(name)) problems.push('must not begin or end with a hyphen');
  return problems;
}

/** A port by number or name. */
export function portReference(value: Json | undefined, path: string): FailureCause[] {
  if (typeof value !== 'string') return portNumber(typeof value === 'number' ? value : 0, path);
  return portNameProblems(value).map((problem) => invalidValue(path, value, problem));
}

export function immutable(object: unknown, old: unknown, path: string): FailureCause[] {
  const value = at(object, path);
  if (jsonEqual(value, at(old, path))) return [];
  return [invalidValue(path, value ?? null, 'field is immutable')];
}

export function labelsAt(object: unknown, member: string, path: string): FailureCause[] {
  return Object.entries(objectAt(object, member)).flatMap(([key, value]) => [
    ...qualifiedNameProblems(key).map((problem) => invalidValue(`${path}.${member}`, key, problem)),
    ...labelValueProblems(String(value)).map((problem) => invalidValue(`${path}.${member}`, value, problem)),
  ]);
}

const valueOperators = ['In', 'NotIn'];
const plainOperators = ['Exists', 'DoesNotExist'];

export function labelSelector(selector: unknown, path: string): FailureCause[] {
  if (!isJsonObject(selector)) return [];
  const expressions = objectsAt(selector, 'matchExpressions');
  return [
    ...labelsAt(selector, 'matchLabels', path),
    ...expressions.flatMap((expression, index) => selectorExpression(expression, `${path}.matchExpressions[${index}]`)),
  ];
}

function selectorExpression(expression: JsonObject, path: string): FailureCause[] {
  const operator = textAt(expression, 'operator');
  const values = textsAt(expression, 'values');
  const causes: FailureCause[] = [];
  if (valueOperators.includes(operator) && values.length === 0) {
    causes.push(requiredValue(`${path}.values`, "must be specified when `operator` is 'In' or 'NotIn'"));
  } else if (plainOperators.includes(operator) && values.length > 0) {
    const message = "Forbidden: may not be specified when `operator` is 'Exists' or 'DoesNotExist'";
    causes.push({ field: `${path}.values`, reason: 'FieldValueForbidden', message });
  } else if (!valueOperators.includes(operator) && !plainOperators.includes(operator)) {
    causes.push(invalidValue(`${path}.operator`, operator, 'not a valid selector operator'));
  }
  const key = textAt(expression, 'key');
  causes.push(...qualifiedNameProblems(key).map((problem) => invalidValue(`${path}.key`, key, problem)));
  for (const [index, value] of values.entries()) {
    causes.push(
      ...labelValueProblems(value).map((problem) => invalidValue(`${path}.values[${index}]`, value, problem)),
    );
  }
  return causes;
}

/** Whether a selector selects labels; undefined where it is no selector. A missing one selects nothing. */
export function selects(selector: unknown, labels: JsonObject): boolean | undefined {
  try {
    return matchesLabels(labelSelectorOf(selector as LabelSelectorObject), labels as Record<string, string>);
  } catch (error) {
    if (isFailure(error)) return undefined;
    throw error;
  }
}

export function isEmptySelector(selector: unknown): boolean {
  return Object.keys(objectAt(selector, 'matchLabels')).length + objectsAt(selector, 'matchExpressions').length === 0;
}

/** A count or a percentage that is not negative. */
export function countOrPercent(value: Json | undefined, path: string): FailureCause[] {
  if (typeof value === 'number') {
    return value < 0 ? [invalidValue(path, value, 'must be greater than or equal to 0')] : [];
  }
  if (typeof value !== 'string' || /^[0-9]+%$/.test(value)) return [];
  const message =
    "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')";
  return [invalidValue(path, value, message)];
}

export function atMost100Percent(value: Json | undefined, path: string): FailureCause[] {
  if (typeof value !== 'string' || !/^[0-9]+%$/.test(value)) return [];
  return Number.parseInt(value, 10) > 100 ? [invalidValue(path, value, 'must not be greater than 100%')] : [];
}
