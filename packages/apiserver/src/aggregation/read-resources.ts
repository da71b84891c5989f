import { isJsonObject, type Json, type JsonObject } from '@violet/machinery';
import type { ServedResource, ServedSubresource, Verb } from '../backend.ts';

/** What a remote server's APIResourceList says it serves, for this server's discovery. Throws on what is none. */
export function readResources(list: Json, { group, version }: { group: string; version: string }): ServedResource[] {
  if (!isJsonObject(list) || list['kind'] !== 'APIResourceList' || !Array.isArray(list['resources']))
    throw new Error('the answer is no APIResourceList');
  const entries = list['resources'].filter(isJsonObject);
  const nameOf = (entry: JsonObject) => text(entry, 'name');
  return entries
    .filter((entry) => !nameOf(entry).includes('/'))
    .map((entry) => ({
      group,
      version,
      plural: nameOf(entry),
      singular: text(entry, 'singularName'),
      kind: text(entry, 'kind'),
      listKind: `${text(entry, 'kind')}List`,
      namespaced: entry['namespaced'] === true,
      shortNames: texts(entry, 'shortNames'),
      categories: texts(entry, 'categories'),
      verbs: texts(entry, 'verbs') as Verb[],
      subresources: entries
        .filter((sub) => nameOf(sub).startsWith(`${nameOf(entry)}/`))
        .map(
          (sub): ServedSubresource => ({
            name: nameOf(sub).slice(nameOf(entry).length + 1),
            group: text(sub, 'group') || group,
            version: text(sub, 'version') || version,
            kind: text(sub, 'kind'),
            verbs: texts(sub, 'verbs') as Verb[],
          }),
        ),
      columns: [],
      definitionName: `${group}.${version}.${text(entry, 'kind')}`,
    }));
}

function text(entry: JsonObject, name: string): string {
  const value = entry[name];
  return typeof value === 'string' ? value : '';
}

function texts(entry: JsonObject, name: string): string[] {
  const value = entry[name];
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
}
