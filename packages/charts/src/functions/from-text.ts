import { GoMap, NIL_LIST, type PlainMap, type Value } from '@violet/gotemplate';
import { readYaml } from '../yaml/read.ts';
import { toJson } from '../yaml/value.ts';

const nilMap = new GoMap('map[string]interface {}', null);

/** Helm's fromYaml: a map, or one that says under `Error` why there is none. */
export function fromYaml(text: string): Value {
  return asMap(() => (toJson(readYaml(text)) ?? {}) as Value, 'error unmarshaling JSON: while decoding JSON: ');
}

/** Helm's fromYamlArray: a list, or the message as its only element. */
export function fromYamlArray(text: string): Value {
  return asList(() => (toJson(readYaml(text)) ?? []) as Value, 'error unmarshaling JSON: while decoding JSON: ');
}

export function fromJson(text: string): Value {
  return asMap(() => parseJson(text), '');
}

export function fromJsonArray(text: string): Value {
  return asList(() => parseJson(text), '');
}

function asMap(read: () => Value, context: string): Value {
  try {
    const value = read();
    if (value === null) return nilMap;
    if (typeof value === 'object' && !Array.isArray(value)) return value;
    return {
      Error: `${context}json: cannot unmarshal ${typeName(value)} into Go value of type map[string]interface {}`,
    };
  } catch (error) {
    return { Error: (error as Error).message };
  }
}

function asList(read: () => Value, context: string): Value {
  try {
    const value = read();
    if (value === null) return NIL_LIST;
    if (Array.isArray(value)) return value;
    return [`${context}json: cannot unmarshal ${typeName(value)} into Go value of type []interface {}`];
  } catch (error) {
    return [(error as Error).message];
  }
}

function typeName(value: Value): string {
  if (Array.isArray(value)) return 'array';
  const names: Record<string, string> = { string: 'string', boolean: 'bool', number: 'number' };
  return names[typeof value] ?? 'object';
}

function parseJson(text: string): PlainMap {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(goMessage(text, (error as Error).message), { cause: error });
  }
}

/** Go's words for the usual mistakes; JavaScript says the same things differently. */
function goMessage(text: string, message: string): string {
  if (text.trim() === '' || /end of JSON input|Unterminated/i.test(message)) return 'unexpected end of JSON input';
  const position = Number(/position (\d+)/.exec(message)?.[1] ?? Number.NaN);
  if (Number.isNaN(position)) {
    const token = /token '(.)'/.exec(message)?.[1] ?? text.trim()[0] ?? '';
    return `invalid character '${token}' looking for beginning of value`;
  }
  const character = text[position] ?? '';
  if (/after JSON/.test(message)) return `invalid character '${character}' after top-level value`;
  if (/property name/.test(message))
    return `invalid character '${character}' looking for beginning of object key string`;
  if (/after array element/.test(message)) return `invalid character '${character}' after array element`;
  if (/after property value/.test(message)) return `invalid character '${character}' after object key:value pair`;
  if (/after property name/.test(message)) return `invalid character '${character}' after object key`;
  return `invalid character '${character}' looking for beginning of value`;
}
