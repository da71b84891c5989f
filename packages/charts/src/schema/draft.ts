/** A version of JSON Schema that Helm reads. */
export interface Draft {
  version: 4 | 6 | 7 | 2019 | 2020;
  /** Of its metaschema. */
  url: string;
  idKeyword: 'id' | '$id';
  /** Where schemas lie in a schema: under the keyword itself, or as members or elements of it. */
  self: readonly string[];
  members: readonly string[];
  elements: readonly string[];
}

const draft4: Draft = {
  version: 4,
  url: 'http://json-schema.org/draft-04/schema',
  idKeyword: 'id',
  self: ['not', 'additionalProperties', 'items', 'additionalItems'],
  members: ['definitions', 'properties', 'patternProperties', 'dependencies'],
  elements: ['allOf', 'anyOf', 'oneOf', 'items'],
};
const draft6: Draft = {
  ...draft4,
  version: 6,
  url: 'http://json-schema.org/draft-06/schema',
  idKeyword: '$id',
  self: [...draft4.self, 'propertyNames', 'contains'],
};
const draft7: Draft = {
  ...draft6,
  version: 7,
  url: 'http://json-schema.org/draft-07/schema',
  self: [...draft6.self, 'if', 'then', 'else'],
};
const draft2019: Draft = {
  ...draft7,
  version: 2019,
  url: 'https://json-schema.org/draft/2019-09/schema',
  self: [...draft7.self, 'unevaluatedProperties', 'unevaluatedItems', 'contentSchema'],
  members: [...draft7.members, '$defs', 'dependentSchemas'],
};
const draft2020: Draft = {
  ...draft2019,
  version: 2020,
  url: 'https://json-schema.org/draft/2020-12/schema',
  elements: [...draft2019.elements, 'prefixItems'],
};

export const drafts: readonly Draft[] = [draft4, draft6, draft7, draft2019, draft2020];

/** Of a schema that names none. */
export const latestDraft = draft2020;

/** By what `$schema` says; with https or http, and with an empty fragment or none. */
export function draftOf(url: string): Draft | undefined {
  const [before = '', fragment = ''] = url.split(/#(.*)/s);
  if (fragment !== '') return undefined;
  const name = before.replace(/^https?:\/\//, '');
  if (name === 'json-schema.org/schema') return latestDraft;
  return drafts.find((draft) => draft.url.replace(/^https?:\/\//, '') === name);
}
