import type { FailureCause } from '../failure.ts';
import { invalidValue, requiredValue, unsupportedValue } from '../field-error.ts';
import type { Schema, ValidationRule } from './schema.ts';

const reasons = ['FieldValueDuplicate', 'FieldValueForbidden', 'FieldValueInvalid', 'FieldValueRequired'];

/** The members of each rule of `x-kubernetes-validations`; its expressions are compiled when they are prepared. */
export function checkRules(schema: Schema, path: string, causes: FailureCause[]): void {
  for (const [index, rule] of (schema['x-kubernetes-validations'] ?? []).entries()) {
    const field = `${path}.x-kubernetes-validations[${index}]`;
    checkTexts(rule, field, causes);
    if (rule.reason !== undefined && !reasons.includes(rule.reason)) {
      causes.push(unsupportedValue(`${field}.reason`, rule.reason, reasons));
    }
    if (rule.fieldPath === undefined || rule.fieldPath === '') continue;
    if (rule.fieldPath.trim() === '') {
      causes.push(invalidValue(`${field}.fieldPath`, rule.fieldPath, 'must be non-empty if specified'));
    }
    if (hasLineBreaks(rule.fieldPath)) {
      causes.push(invalidValue(`${field}.fieldPath`, rule.fieldPath, 'must not contain line breaks'));
    }
  }
}

function checkTexts(rule: ValidationRule, field: string, causes: FailureCause[]): void {
  const text = (rule.rule ?? '').trim();
  const message = (rule.message ?? '').trim();
  if (text === '') causes.push(requiredValue(`${field}.rule`, 'rule is not specified'));
  else if (rule.message !== undefined && rule.message !== '' && message === '') {
    causes.push(invalidValue(`${field}.message`, rule.message, 'must be non-empty if specified'));
  } else if (hasLineBreaks(message)) {
    causes.push(invalidValue(`${field}.message`, rule.message, 'must not contain line breaks'));
  } else if (hasLineBreaks(text) && message === '') {
    causes.push(requiredValue(`${field}.message`, 'message must be specified if rule contains line breaks'));
  }
  if ((rule.messageExpression ?? '') !== '' && rule.messageExpression?.trim() === '') {
    causes.push(requiredValue(`${field}.messageExpression`, 'messageExpression must be non-empty if specified'));
  }
}

function hasLineBreaks(text: string): boolean {
  return /[\r\n]/.test(text);
}
