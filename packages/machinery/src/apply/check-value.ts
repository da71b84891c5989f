import { goJson } from '../go/json.ts';
import { goQuote } from '../go/text.ts';
import { isJsonObject, type Json } from '../json.ts';
import { identifyItem } from './list-item.ts';
import { formOf, type ListType, type MapType, type MergeType, memberType } from './merge-type.ts';
import { nameElement, printElement } from './path-element.ts';

/**
 * Whether a value can be merged by its type: known members, values of the right kind, list items that can be told apart.
 * Answers in upstream's words, with paths; nothing wrong is an empty list.
 */
export function checkValue(type: MergeType, value: Json, path = ''): string[] {
  const form = formOf(type, value);
  if (form.map !== undefined) return checkMap(form.map, value, path);
  if (form.scalar !== undefined) return checkScalar(form.scalar, value, path);
  return form.list === undefined ? [] : checkList(form.list, value, path);
}

function problem(path: string, message: string): string[] {
  return [path === '' ? message : `${path}: ${message}`];
}

function checkMap(map: MapType, value: Json, path: string): string[] {
  if (value === null) return [];
  if (!isJsonObject(value)) return problem(path, `expected map, got ${printGoValue(value)}`);
  const problems: string[] = [];
  for (const [name, member] of Object.entries(value)) {
    const memberPath = path + printElement(nameElement(name));
    const type = memberType(map, name);
    if (type === undefined) return [...problems, ...problem(memberPath, 'field not declared in schema')];
    problems.push(...checkValue(type, member, memberPath));
  }
  return problems;
}

function checkList(list: ListType, value: Json, path: string): string[] {
  if (value === null) return [];
  if (!Array.isArray(value)) return problem(path, `expected list, got ${printGoValue(value)}`);
  const problems: string[] = [];
  const seen = new Set<string>();
  for (const [index, item] of value.entries()) {
    let element = `i:${index}`;
    if (!list.atomic) {
      const found = identifyItem(list, item);
      if ('problem' in found) return [...problems, ...problem(path, `element ${index}: ${found.problem}`)];
      element = found.element;
      if (seen.has(element)) problems.push(...problem(path, `duplicate entries for key ${printElement(element)}`));
      seen.add(element);
    }
    problems.push(...checkValue(list.element(), item, path + printElement(element)));
  }
  return problems;
}

function checkScalar(scalar: NonNullable<MergeType['scalar']>, value: Json, path: string): string[] {
  if (value === null) return [];
  if (scalar === 'numeric' && typeof value !== 'number') {
    return problem(path, `expected numeric (int or float), got ${goTypeOf(value)}`);
  }
  if (scalar === 'string' && typeof value !== 'string') {
    return problem(path, `expected string, got &value.valueUnstructured{Value:${printGoValue(value)}}`);
  }
  if (scalar === 'boolean' && typeof value !== 'boolean')
    return problem(path, `expected boolean, got ${printGoValue(value)}`);
  if (typeof value === 'object') return problem(path, `expected any scalar, got ${printGoValue(value)}`);
  return [];
}

function goTypeOf(value: Json): string {
  if (Array.isArray(value)) return '[]interface {}';
  if (isJsonObject(value)) return 'map[string]interface {}';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}

function printGoValue(value: Json): string {
  return typeof value === 'string' ? goQuote(value) : goJson(value);
}
