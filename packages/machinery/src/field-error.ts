import { Failure, type FailureCause } from './failure.ts';
import { goJson } from './go/json.ts';
import { goNumber, goQuote } from './go/text.ts';
import type { GroupVersionKind } from './object.ts';

/** What a message shows of a bad value, in Go's print: quoted strings, plain numbers, JSON for the rest. */
function printValue(value: unknown): string {
  if (typeof value === 'string') return goQuote(value);
  if (typeof value === 'number') return goNumber(value);
  return goJson(value);
}

/** `Invalid value: "x": detail`. */
export function invalidValue(field: string, value: unknown, detail: string): FailureCause {
  return { field, reason: 'FieldValueInvalid', message: withDetail(`Invalid value: ${printValue(value)}`, detail) };
}

/** As `invalidValue`, when the value has the wrong JSON type. */
export function invalidType(field: string, value: unknown, detail: string): FailureCause {
  return { field, reason: 'FieldValueTypeInvalid', message: withDetail(`Invalid value: ${printValue(value)}`, detail) };
}

export function requiredValue(field: string, detail = ''): FailureCause {
  return { field, reason: 'FieldValueRequired', message: withDetail('Required value', detail) };
}

export function duplicateValue(field: string, value: unknown): FailureCause {
  return { field, reason: 'FieldValueDuplicate', message: `Duplicate value: ${printValue(value)}` };
}

export function unsupportedValue(field: string, value: unknown, supported: readonly string[]): FailureCause {
  const detail = supported.length === 0 ? '' : `supported values: ${supported.map(goQuote).join(', ')}`;
  return {
    field,
    reason: 'FieldValueNotSupported',
    message: withDetail(`Unsupported value: ${printValue(value)}`, detail),
  };
}

export function forbiddenValue(field: string, detail: string): FailureCause {
  return { field, reason: 'FieldValueForbidden', message: withDetail('Forbidden', detail) };
}

export function notFoundValue(field: string, value: unknown): FailureCause {
  return { field, reason: 'FieldValueNotFound', message: `Not found: ${printValue(value)}` };
}

/** Kubernetes says bytes here even where it counts characters. */
export function tooLong(field: string, maxLength: number): FailureCause {
  const unit = maxLength === 1 ? 'byte' : 'bytes';
  return { field, reason: 'FieldValueTooLong', message: `Too long: may not be more than ${maxLength} ${unit}` };
}

export function tooMany(field: string, actual: number, max: number): FailureCause {
  const unit = max === 1 ? 'item' : 'items';
  return { field, reason: 'FieldValueTooMany', message: `Too many: ${actual}: must have at most ${max} ${unit}` };
}

function withDetail(message: string, detail: string): string {
  return detail === '' ? message : `${message}: ${detail}`;
}

/** `field: message`, one by one or `[a, b]`; what is said twice is printed once. */
export function printCauses(causes: readonly FailureCause[]): string {
  const messages = [...new Set(causes.map((cause) => `${cause.field}: ${cause.message}`))];
  return messages.length === 1 ? `${messages[0]}` : `[${messages.join(', ')}]`;
}

/** The 422 that the API server answers: `Deployment.apps "web" is invalid: spec.replicas: Invalid value: …`. */
export function invalidFailure(gvk: GroupVersionKind, name: string, causes: readonly FailureCause[]): Failure {
  const kind = gvk.group === '' ? gvk.kind : `${gvk.kind}.${gvk.group}`;
  const problems = causes.length === 0 ? '' : `: ${printCauses(causes)}`;
  return new Failure('Invalid', `${kind} ${goQuote(name)} is invalid${problems}`, {
    details: {
      ...(gvk.group === '' ? {} : { group: gvk.group }),
      kind: gvk.kind,
      name,
      causes: [...causes],
    },
  });
}
