import { Failure } from '../failure.ts';
import { goJson } from '../go/json.ts';
import { goNumber, goQuote } from '../go/text.ts';
import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import type { FieldPath } from './field-set.ts';

export function nameElement(name: string): string {
  return `f:${name}`;
}

/** An item of a map list, by its keys. */
export function keyElement(keys: JsonObject): string {
  return `k:${goJson(keys)}`;
}

/** An item of a set, by its value. */
export function valueElement(value: Json): string {
  return `v:${goJson(value)}`;
}

/** The member's name, where the element is one. */
export function nameOf(element: string): string | undefined {
  return element.startsWith('f:') ? element.slice(2) : undefined;
}

/** An element as others have written it, in our notation. Unknown kinds are undefined, as upstream skips them. */
export function canonicalElement(text: string): string | undefined {
  if (text.startsWith('f:')) return text;
  if (/^i:\d+$/.test(text)) return text;
  if (text.startsWith('v:')) return valueElement(parseElement(text));
  if (!text.startsWith('k:')) return undefined;
  const keys = parseElement(text);
  if (!isJsonObject(keys)) throw new Failure('BadRequest', `managedFields: ${text} is no path element`);
  return keyElement(keys);
}

function parseElement(text: string): Json {
  try {
    return JSON.parse(text.slice(2)) as Json;
  } catch (cause) {
    throw new Failure('BadRequest', `managedFields: ${text} is no path element`, { cause });
  }
}

/** `.spec.containers[name="web"].image`, as messages show a path. */
export function printPath(path: FieldPath): string {
  return path.map(printElement).join('');
}

export function printElement(element: string): string {
  if (element.startsWith('f:')) return `.${element.slice(2)}`;
  if (element.startsWith('i:')) return `[${element.slice(2)}]`;
  const value = parseElement(element);
  if (!element.startsWith('k:') || !isJsonObject(value)) return `[=${printScalar(value)}]`;
  const keys = Object.entries(value).map(([key, member]) => `${key}=${printScalar(member)}`);
  return `[${keys.join(',')}]`;
}

function printScalar(value: Json): string {
  if (typeof value === 'string') return goQuote(value);
  return typeof value === 'number' ? goNumber(value) : goJson(value);
}
