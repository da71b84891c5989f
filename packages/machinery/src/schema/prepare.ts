import type { FailureCause } from '../failure.ts';
import { invalidValue } from '../field-error.ts';
import { type CelEngine, loadCelEngine } from './cel/engine.ts';
import { hasCelRules } from './cel/rules.ts';
import type { Schema } from './schema.ts';

let engine: CelEngine | undefined;

/**
 * Makes a schema ready for `validateObject`: loads the CEL engine if it has rules, and answers which of them do not
 * compile. `path` is where the schema stands in its CRD.
 */
export async function prepareSchema(schema: Schema, path = 'spec.validation.openAPIV3Schema'): Promise<FailureCause[]> {
  if (!hasCelRules(schema)) return [];
  engine ??= await loadCelEngine();
  const causes: FailureCause[] = [];
  compileRules(schema, path, engine, causes);
  return causes;
}

/** The engine that `prepareSchema` loaded; validating before that is a mistake in our own code. */
export function preparedEngine(): CelEngine {
  if (engine === undefined) throw new Error('prepareSchema must be awaited before a schema with CEL rules validates');
  return engine;
}

function compileRules(schema: Schema, path: string, loaded: CelEngine, causes: FailureCause[]): void {
  for (const [index, rule] of (schema['x-kubernetes-validations'] ?? []).entries()) {
    const field = `${path}.x-kubernetes-validations[${index}]`;
    const program = loaded.compile(rule.rule);
    if (program instanceof Error) {
      causes.push(invalidValue(`${field}.rule`, rule, `compilation failed: ${program.message}`));
    } else if (program.type !== 'bool' && program.type !== 'dyn') {
      causes.push(invalidValue(`${field}.rule`, rule, 'cel expression must evaluate to a bool'));
    }
    if (rule.messageExpression === undefined || rule.messageExpression === '') continue;
    const message = loaded.compile(rule.messageExpression);
    if (message instanceof Error) {
      const detail = `messageExpression compilation failed: ${message.message}`;
      causes.push(invalidValue(`${field}.messageExpression`, rule, detail));
    } else if (message.type !== 'string' && message.type !== 'dyn') {
      causes.push(invalidValue(`${field}.messageExpression`, rule, 'messageExpression must evaluate to a string'));
    }
  }
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    compileRules(property, `${path}.properties[${name}]`, loaded, causes);
  }
  if (schema.items !== undefined) compileRules(schema.items, `${path}.items`, loaded, causes);
  if (typeof schema.additionalProperties === 'object') {
    compileRules(schema.additionalProperties, `${path}.additionalProperties`, loaded, causes);
  }
}
