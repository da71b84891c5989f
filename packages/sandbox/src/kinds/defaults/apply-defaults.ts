import { cloneJson, isJsonObject, type Json, type JsonObject } from '@violet/machinery';
import { type Definition, definitionOf } from '../definitions.ts';
import type { FieldFacts, TypeFacts } from '../field-facts.ts';
import { defaultsOf } from './defaults-of.ts';

/**
 * Gives every struct below `struct` the defaults of its own type, outermost first, as Kubernetes' generated defaulters do.
 */
export function applyTypeDefaults(struct: JsonObject, definition: Definition): void {
  defaultsOf(definition.name)?.(struct);
  for (const [name, facts] of definition.fields) {
    if (isSet(facts) && isMissing(struct[name], facts)) struct[name] = cloneJson(facts.default ?? null);
    const value = struct[name];
    if (value !== undefined && hasDefaults(facts.type)) descend(value, facts.type);
  }
}

/** A zero value counts only for a pointer; elsewhere Go has it anyway, and it tells what identifies a list item. */
function isSet({ default: value, pointer }: FieldFacts): boolean {
  return value !== undefined && (pointer || (value !== '' && value !== 0 && value !== false));
}

function isMissing(value: Json | undefined, { pointer }: FieldFacts): boolean {
  return value === undefined || value === null || (value === '' && !pointer);
}

function descend(value: Json, type: TypeFacts): void {
  if (type.kind === 'list' && Array.isArray(value)) for (const item of value) descend(item, type.of);
  else if (type.kind === 'reference' && isJsonObject(value)) {
    const definition = definitionOf(type.definition);
    if (definition !== undefined) applyTypeDefaults(value, definition);
  }
}

const known = new Map<string, boolean>();

/** Whether any type that can be reached has defaults: most of an object need not be walked. */
function hasDefaults(type: TypeFacts): boolean {
  if (type.kind === 'list') return hasDefaults(type.of);
  if (type.kind !== 'reference') return false;
  const found = known.get(type.definition);
  if (found !== undefined) return found;
  // A type that contains itself has defaults only if another part of it does.
  known.set(type.definition, false);
  const definition = definitionOf(type.definition);
  const fields = [...(definition?.fields.values() ?? [])];
  const answer =
    defaultsOf(type.definition) !== undefined || fields.some((facts) => isSet(facts) || hasDefaults(facts.type));
  known.set(type.definition, answer);
  return answer;
}
