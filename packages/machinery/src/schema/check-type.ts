import { invalidType } from '../field-error.ts';
import { goQuote } from '../go/text.ts';
import { isKnownFormat } from './format.ts';
import { fieldName, report } from './report.ts';
import type { Result } from './result.ts';
import type { Schema } from './schema.ts';

export function typesOf(schema: Schema): readonly string[] {
  if (schema['x-kubernetes-int-or-string'] === true) return ['integer', 'string'];
  return schema.type === undefined ? [] : [schema.type];
}

/** Formats that Kubernetes does not support are ignored. */
export function knownFormat(schema: Schema): string | undefined {
  return schema.format !== undefined && isKnownFormat(schema.format) ? schema.format : undefined;
}

function jsonType(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return value === null ? 'null' : typeof value;
}

export function checkType(schema: Schema, value: unknown, path: string, result: Result): void {
  const types = typesOf(schema);
  const type = jsonType(value);
  if (fitsType(schema, types, type)) {
    result.matches++;
    return;
  }
  const format = knownFormat(schema);
  const byFormat = format !== undefined && type in goFormats;
  const found = byFormat ? goFormats[type] : type;
  const text = `${path} in body must be of type ${byFormat ? format : types.join(',')}: ${goQuote(found ?? '')}`;
  report(result, text, invalidType(fieldName(path), found, text));
}

/** Where a text of some format is wanted and no text is there, kube-openapi speaks of Go's formats. */
const goFormats: Record<string, string> = { integer: 'int64', number: 'float64', boolean: '', object: '' };

function fitsType(schema: Schema, types: readonly string[], type: string): boolean {
  if (type === 'null') return types.length === 0 || schema.nullable === true;
  if (types.includes(type) || (type === 'integer' && types.includes('number'))) return true;
  const numeric = types.includes('number') || types.includes('integer');
  // kube-openapi leaves strings and lists that have a format to the format's own check.
  return !numeric && knownFormat(schema) !== undefined && (type === 'string' || type === 'array');
}
