import { type Draft, drafts } from './draft.ts';
import { JsonNumber, type SchemaJson, type SchemaObject } from './json-number.ts';

// What a schema may look like, as the specification of each draft says it. Helm's answers show how these are built (an
// allOf in one draft, a reference in another), so each is kept in the form that its draft has.

const number = (text: string) => new JsonNumber(text);
const text: SchemaObject = { type: 'string' };
const yesOrNo: SchemaObject = { type: 'boolean' };
const anyNumber: SchemaObject = { type: 'number' };
const naturalNumber: SchemaObject = { type: 'integer', minimum: number('0') };
const uri: SchemaObject = { type: 'string', format: 'uri' };
const uriReference: SchemaObject = { type: 'string', format: 'uri-reference' };
const regex: SchemaObject = { type: 'string', format: 'regex' };
const anyText: SchemaObject = { type: 'array', items: text, uniqueItems: true };
const someText: SchemaObject = { ...anyText, minItems: number('1') };
const someSchemas = (schema: SchemaObject): SchemaObject => ({ type: 'array', minItems: number('1'), items: schema });
const membersOf = (schema: SchemaObject): SchemaObject => ({ type: 'object', additionalProperties: schema });
const simpleTypes: SchemaObject = { enum: ['array', 'boolean', 'integer', 'null', 'number', 'object', 'string'] };

function all(names: string, schema: SchemaJson): SchemaObject {
  return Object.fromEntries(names.split(' ').map((name) => [name, schema]));
}

function typeKeyword(simple: SchemaObject): SchemaObject {
  return { anyOf: [simple, { type: 'array', items: simple, minItems: number('1'), uniqueItems: true }] };
}

/** Drafts 4, 6 and 7: one document each. */
function oldMetaschema({ version, url }: Draft): SchemaObject {
  const self: SchemaObject = { $ref: '#' };
  const define = (name: string): SchemaObject => ({ $ref: `#/definitions/${name}` });
  const schemaOrBoolean: SchemaObject = version === 4 ? { anyOf: [yesOrNo, self] } : self;
  return {
    $schema: `${url}#`,
    ...(version === 4 ? {} : { $id: `${url}#` }),
    definitions: {
      schemaArray: someSchemas(self),
      positiveInteger: naturalNumber,
      // With a default beside the reference, which old drafts would not see.
      positiveIntegerDefault0: { allOf: [define('positiveInteger'), { default: number('0') }] },
      simpleTypes,
      stringArray: version === 4 ? someText : anyText,
    },
    type: version === 4 ? 'object' : ['object', 'boolean'],
    properties: {
      ...all('title description format', text),
      ...all('maximum minimum', anyNumber),
      ...all('maxLength maxItems maxProperties', define('positiveInteger')),
      ...all('minLength minItems minProperties', define('positiveIntegerDefault0')),
      ...all('additionalItems additionalProperties', schemaOrBoolean),
      ...all('definitions properties patternProperties', membersOf(self)),
      ...all('allOf anyOf oneOf', define('schemaArray')),
      $schema: uri,
      pattern: regex,
      uniqueItems: yesOrNo,
      items: { anyOf: [self, define('schemaArray')] },
      required: define('stringArray'),
      dependencies: membersOf({ anyOf: [self, define('stringArray')] }),
      enum: { type: 'array', minItems: number('1'), uniqueItems: true },
      type: typeKeyword(define('simpleTypes')),
      not: self,
      ...(version === 4 ? onlyDraft4() : sinceDraft6(self)),
      ...(version === 7 ? sinceDraft7(self) : {}),
    },
    ...(version === 4 ? { dependencies: { exclusiveMaximum: ['maximum'], exclusiveMinimum: ['minimum'] } } : {}),
  };
}

function onlyDraft4(): SchemaObject {
  return {
    ...all('exclusiveMaximum exclusiveMinimum', yesOrNo),
    multipleOf: { type: 'number', minimum: number('0'), exclusiveMinimum: true },
    // No format of that name is known, so anything goes.
    id: { type: 'string', format: 'uriref' },
    $ref: text,
  };
}

function sinceDraft6(self: SchemaObject): SchemaObject {
  return {
    ...all('exclusiveMaximum exclusiveMinimum', anyNumber),
    ...all('$id $ref', uriReference),
    ...all('contains propertyNames', self),
    multipleOf: { type: 'number', exclusiveMinimum: number('0') },
  };
}

function sinceDraft7(self: SchemaObject): SchemaObject {
  return {
    ...all('$comment contentMediaType contentEncoding', text),
    ...all('readOnly writeOnly', yesOrNo),
    ...all('if then else', self),
    examples: { type: 'array', items: true },
    patternProperties: { ...membersOf(self), propertyNames: { format: 'regex' } },
  };
}

/** Drafts 2019-09 and 2020-12: a document for each vocabulary, and one that puts them together. */
function newMetaschemas({ version, url }: Draft): [string, SchemaObject][] {
  const self: SchemaObject = version === 2019 ? { $recursiveRef: '#' } : { $dynamicRef: '#meta' };
  const anchor: SchemaObject = version === 2019 ? { $recursiveAnchor: true } : { $dynamicAnchor: 'meta' };
  const vocabularies = {
    core: version === 2019 ? core2019(self) : core2020(self),
    applicator: applicator(self, version),
    ...(version === 2019 ? {} : { unevaluated: { properties: unevaluated(self) } }),
    validation: validation(),
    'meta-data': { properties: metaData() },
    [version === 2019 ? 'format' : 'format-annotation']: { properties: { format: text } },
    content: { properties: { ...all('contentMediaType contentEncoding', text), contentSchema: self } },
  } satisfies Record<string, SchemaObject>;
  const head = (id: string): SchemaObject => ({ $schema: url, $id: id, ...anchor, type: ['object', 'boolean'] });
  const base = url.replace(/schema$/, 'meta/');
  const whole: SchemaObject = {
    ...head(url),
    allOf: Object.keys(vocabularies).map((name) => ({ $ref: `meta/${name}` })),
    properties: {
      definitions: membersOf(self),
      dependencies: membersOf({ anyOf: [self, { $ref: 'meta/validation#/$defs/stringArray' }] }),
      ...(version === 2019 ? {} : replacedIn2020()),
    },
  };
  const parts = Object.entries(vocabularies).map(([name, vocabulary]): [string, SchemaObject] => [
    `${base}${name}`,
    { ...head(`${base}${name}`), ...vocabulary },
  ]);
  return [[url, whole], ...parts];
}

function replacedIn2020(): SchemaObject {
  return {
    $recursiveAnchor: { $ref: 'meta/core#/$defs/anchorString' },
    $recursiveRef: { $ref: 'meta/core#/$defs/uriReferenceString' },
  };
}

const idPattern = '^[^#]*#?$';

function core2019(self: SchemaObject): SchemaObject {
  return {
    properties: {
      $id: { ...uriReference, pattern: idPattern },
      $schema: uri,
      $anchor: { type: 'string', pattern: '^[A-Za-z][-A-Za-z0-9.:_]*$' },
      ...all('$ref $recursiveRef', uriReference),
      $recursiveAnchor: yesOrNo,
      $vocabulary: { ...membersOf(yesOrNo), propertyNames: uri },
      $comment: text,
      $defs: membersOf(self),
    },
  };
}

function core2020(self: SchemaObject): SchemaObject {
  const define = (name: string): SchemaObject => ({ $ref: `#/$defs/${name}` });
  return {
    properties: {
      $id: { ...define('uriReferenceString'), pattern: idPattern },
      $schema: define('uriString'),
      ...all('$ref $dynamicRef', define('uriReferenceString')),
      ...all('$anchor $dynamicAnchor', define('anchorString')),
      $vocabulary: { ...membersOf(yesOrNo), propertyNames: define('uriString') },
      $comment: text,
      $defs: membersOf(self),
    },
    $defs: {
      anchorString: { type: 'string', pattern: '^[A-Za-z_][-A-Za-z0-9._]*$' },
      uriString: uri,
      uriReferenceString: uriReference,
    },
  };
}

function applicator(self: SchemaObject, version: number): SchemaObject {
  const schemaArray: SchemaObject = { $ref: '#/$defs/schemaArray' };
  const items: SchemaObject =
    version === 2019
      ? { items: { anyOf: [self, schemaArray] }, additionalItems: self, ...unevaluated(self) }
      : { items: self, prefixItems: schemaArray };
  return {
    properties: {
      ...items,
      ...all('contains additionalProperties propertyNames if then else not', self),
      ...all('properties dependentSchemas', membersOf(self)),
      patternProperties: { ...membersOf(self), propertyNames: { format: 'regex' } },
      ...all('allOf anyOf oneOf', schemaArray),
    },
    $defs: { schemaArray: someSchemas(self) },
  };
}

function unevaluated(self: SchemaObject): SchemaObject {
  return all('unevaluatedItems unevaluatedProperties', self);
}

function metaData(): SchemaObject {
  return {
    ...all('title description', text),
    ...all('deprecated readOnly writeOnly', yesOrNo),
    examples: { type: 'array', items: true },
  };
}

function validation(): SchemaObject {
  const define = (name: string): SchemaObject => ({ $ref: `#/$defs/${name}` });
  return {
    properties: {
      ...all('maximum exclusiveMaximum minimum exclusiveMinimum', anyNumber),
      ...all('maxLength maxItems maxContains minContains maxProperties', define('nonNegativeInteger')),
      ...all('minLength minItems minProperties', define('nonNegativeIntegerDefault0')),
      multipleOf: { type: 'number', exclusiveMinimum: number('0') },
      pattern: regex,
      uniqueItems: yesOrNo,
      required: define('stringArray'),
      dependentRequired: membersOf(define('stringArray')),
      enum: { type: 'array', items: true },
      type: typeKeyword(define('simpleTypes')),
    },
    $defs: {
      nonNegativeInteger: naturalNumber,
      nonNegativeIntegerDefault0: define('nonNegativeInteger'),
      simpleTypes,
      stringArray: anyText,
    },
  };
}

let known: ReadonlyMap<string, SchemaObject> | undefined;

/** The document under a URL of json-schema.org, or undefined when it is none of the drafts'. */
export function metaschemaAt(url: string): SchemaObject | undefined {
  known ??= new Map(
    drafts.flatMap((draft): [string, SchemaObject][] =>
      draft.version < 2019 ? [[draft.url, oldMetaschema(draft)]] : newMetaschemas(draft),
    ),
  );
  const name = url.replace(/^https?:\/\/json-schema\.org\//, '');
  if (name === url) return undefined;
  return known.get(`http://json-schema.org/${name}`) ?? known.get(`https://json-schema.org/${name}`);
}
