import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import type { ListType } from './merge-type.ts';
import { keyElement, valueElement } from './path-element.ts';

/** What identifies an item of a merging list, or why nothing does. */
export function identifyItem(list: ListType, item: Json): { element: string } | { problem: string } {
  return list.keys.length > 0 ? identifyByKeys(list, item) : identifyByValue(item);
}

/** For lists that have been checked: an item without identity is told apart from all others by nothing. */
export function elementOfItem(list: ListType, item: Json): string {
  const found = identifyItem(list, item);
  return 'element' in found ? found.element : '';
}

function identifyByKeys(list: ListType, item: Json): { element: string } | { problem: string } {
  if (item === null) return { problem: 'associative list with keys may not have a null element' };
  if (!isJsonObject(item)) return { problem: 'associative list with keys may not have non-map elements' };
  const keys: JsonObject = {};
  const { map } = list.element();
  for (const name of list.keys) {
    const value = Object.hasOwn(item, name) ? item[name] : map?.defaultOf(name);
    if (value !== undefined) keys[name] = value;
  }
  if (Object.keys(keys).length > 0) return { element: keyElement(keys) };
  const names = `["${list.keys.join('" "')}"]`;
  return {
    problem: `associative list with keys has an element that omits all key fields ${names} (and doesn't have default values for any key fields)`,
  };
}

function identifyByValue(item: Json): { element: string } | { problem: string } {
  if (item === null) return { problem: "associative list without keys has an element that's an explicit null" };
  if (Array.isArray(item)) return { problem: 'not supported: associative list with lists as elements' };
  if (isJsonObject(item)) return { problem: "associative list without keys has an element that's a map type" };
  return { element: valueElement(item) };
}
