import { goQuote } from '@violet/gotemplate';
import { type Address, addressText, below, resolveReference, splitFragment } from './address.ts';
import {
  contentAt,
  isSchemaObject,
  loadContent,
  type Resource,
  readDocument,
  readPlace,
  resolveFragment,
  resourceOf,
  type SchemaDocument,
  textMember,
} from './documents.ts';
import type { Draft } from './draft.ts';
import { evaluate } from './evaluate.ts';
import { formatNamed } from './formats.ts';
import { type Decimal, decimalOf, isWhole, JsonNumber, type SchemaJson, type SchemaObject } from './json-number.ts';
import { schemaLimits } from './limits.ts';
import { compilePattern } from './pattern.ts';
import { problemText } from './problem.ts';
import { type Pattern, type Schema, type TypeName, typeNames } from './schema.ts';

/** Under which Helm knows a chart's schema; it stands in messages. */
const ownUrl = 'file:///values.schema.json';

/** A chart's schema, ready to be used. Throws an Error with Helm's words when it is none. */
export function compileSchema(content: SchemaJson): Schema {
  return new Compiler(new Map([[ownUrl, content]]), false).compile({ url: ownUrl, pointer: '' });
}

const metaschemas = new Map<Draft, Schema>();

/** The schema of the schemas of a draft; formats count in it. */
function metaschemaOf(draft: Draft): Schema {
  const known = metaschemas.get(draft);
  if (known !== undefined) return known;
  const schema = new Compiler(new Map(), true).compile({ url: draft.url, pointer: '' });
  metaschemas.set(draft, schema);
  return schema;
}

class Compiler {
  private readonly contents: ReadonlyMap<string, SchemaJson>;
  private readonly assertsFormats: boolean;
  private readonly documents = new Map<string, SchemaDocument>();
  private readonly schemas = new Map<string, Schema>();
  private readonly queue: { address: Address; schema: Schema }[] = [];

  constructor(contents: ReadonlyMap<string, SchemaJson>, assertsFormats: boolean) {
    this.contents = contents;
    this.assertsFormats = assertsFormats;
  }

  compile(address: Address): Schema {
    const root = this.schemaAt(address);
    for (let next = 0; next < this.queue.length; next += 1) {
      const entry = this.queue[next];
      if (entry !== undefined) this.fill(entry.address, entry.schema);
    }
    return root;
  }

  /** The schema at a place; what it says is filled in later, so that schemas may refer to each other. */
  private schemaAt(address: Address): Schema {
    const key = `${address.url}#${address.pointer}`;
    const known = this.schemas.get(key);
    if (known !== undefined) return known;
    if (this.schemas.size >= schemaLimits.schemas) throw new Error('unable to validate schema: too many schemas');
    const schema = emptySchema(addressText(address));
    this.schemas.set(key, schema);
    this.queue.push({ address, schema });
    return schema;
  }

  private fill(address: Address, schema: Schema): void {
    const document = this.document(address.url);
    if (!document.seen.has(address.pointer)) {
      readPlace(document, address.pointer);
      this.check(document, address.pointer);
    }
    const content = contentAt(document, address.pointer);
    const resource = resourceOf(document, address.pointer);
    schema.version = resource.draft.version;
    schema.resource = this.schemaAt({ url: address.url, pointer: resource.pointer });
    if (schema.version >= 2020 && schema.resource === schema) {
      for (const anchor of resource.dynamicAnchors) {
        const pointer = resource.anchors.get(anchor) ?? '';
        schema.dynamicAnchors.set(anchor, this.schemaAt({ url: address.url, pointer }));
      }
    }
    if (typeof content === 'boolean') schema.verdict = content;
    else if (isSchemaObject(content))
      this.fillObject(schema, new Keywords(this, content, { address, document, resource }));
    noteWhatIsLookedAt(schema);
  }

  private fillObject(schema: Schema, keywords: Keywords): void {
    if (Object.keys(keywords.content).length === 0) {
      schema.verdict = true;
      return;
    }
    const { version } = schema;
    optional(schema, 'ref', keywords.reference('$ref'));
    // Beside a reference, drafts 6 and 7 are to see nothing; Helm's library overlooks the keywords that draft 4 has not.
    if (version >= 2019 || schema.ref === undefined) {
      keywords.fillApplicators(schema);
      keywords.fillValues(schema);
      if (this.assertsFormats || version < 2019) optional(schema, 'format', formatNamed(keywords.text('format')));
    }
    if (version >= 6) keywords.fillSince6(schema);
    if (version >= 2019) keywords.fillSince2019(schema);
    if (version >= 2020) keywords.fillSince2020(schema);
  }

  place(address: Address): Schema {
    return this.schemaAt(address);
  }

  private document(url: string): SchemaDocument {
    const known = this.documents.get(url);
    if (known !== undefined) return known;
    const document = readDocument(url, this.contents.get(url) ?? loadContent(url));
    if (!/^https?:\/\/json-schema\.org\//.test(url)) this.check(document, '');
    this.documents.set(url, document);
    return document;
  }

  /** Against the schema of the draft that holds there. */
  private check(document: SchemaDocument, pointer: string): void {
    const meta = metaschemaOf(resourceOf(document, pointer).draft);
    const problem = evaluate(meta, contentAt(document, pointer), {
      schema: meta,
      schemaAt: (place) => {
        const resource = document.resources.get(place);
        return resource === undefined ? undefined : metaschemaOf(resource.draft);
      },
    });
    if (problem === undefined) return;
    const name = goQuote(addressText({ url: document.url, pointer }));
    const failure = `jsonschema validation failed with '${meta.location}'\n${problemText(problem)}`;
    throw new Error(`${name} is not valid against metaschema: ${failure}`);
  }

  resolve(reference: string, { document, resource }: Place): Schema {
    const { url, fragment } = resolveReference(resource.id, reference);
    if (url === document.url) return this.schemaAt(resolveFragment(document, resourceOf(document, ''), fragment));
    const named = [...document.resources.values()].find(({ id }) => id === url);
    if (named !== undefined) return this.schemaAt(resolveFragment(document, named, fragment));
    const other = this.document(url);
    return this.schemaAt(resolveFragment(other, resourceOf(other, ''), fragment));
  }
}

interface Place {
  address: Address;
  document: SchemaDocument;
  resource: Resource;
}

/** The keywords of one schema. What has not the type that it should have is as if it were not there. */
class Keywords {
  readonly content: SchemaObject;
  private readonly compiler: Compiler;
  private readonly at: Place;

  constructor(compiler: Compiler, content: SchemaObject, at: Place) {
    this.compiler = compiler;
    this.content = content;
    this.at = at;
  }

  fillApplicators(schema: Schema): void {
    const { version } = schema;
    for (const name of ['allOf', 'anyOf', 'oneOf'] as const) schema[name] = this.schemas(name) ?? [];
    optional(schema, 'not', this.schema('not'));
    if (version < 2020) this.fillItems(schema);
    schema.properties = new Map(this.members('properties').map(({ name, schema: member }) => [name, member]));
    schema.patternProperties = this.members('patternProperties').map(({ name, schema: member }) => ({
      pattern: this.pattern(name, 'patternProperties'),
      schema: member,
    }));
    optional(schema, 'additionalProperties', this.schemaOrBoolean('additionalProperties'));
    schema.dependencies = this.dependencies();
  }

  fillSince6(schema: Schema): void {
    optional(schema, 'contains', this.schema('contains'));
    optional(schema, 'propertyNames', this.schema('propertyNames'));
    if (Object.hasOwn(this.content, 'const')) schema.constant = { value: this.content['const'] ?? null };
    if (schema.version >= 7) this.fillCondition(schema);
  }

  /** Up to 2019-09, `items` is a schema for all, or a list for the first ones. */
  private fillItems(schema: Schema): void {
    if (!Array.isArray(this.member('items'))) {
      optional(schema, 'otherItems', this.schema('items'));
      return;
    }
    optional(schema, 'firstItems', this.schemas('items'));
    optional(schema, 'otherItems', this.schemaOrBoolean('additionalItems'));
  }

  private fillCondition(schema: Schema): void {
    const condition = this.schema('if');
    if (condition === undefined) return;
    const verdict = this.member('if');
    schema.condition = {
      schema: condition,
      whenTrue: verdict === false ? undefined : this.schema('then'),
      whenFalse: verdict === true ? undefined : this.schema('else'),
    };
  }

  fillValues(schema: Schema): void {
    optional(schema, 'types', this.types());
    const choices = this.member('enum');
    if (Array.isArray(choices)) schema.choices = choices;
    optional(schema, 'multipleOf', this.number('multipleOf'));
    this.fillBound(schema, 'maximum', 'exclusiveMaximum');
    this.fillBound(schema, 'minimum', 'exclusiveMinimum');
    const counts = ['minLength', 'maxLength', 'minItems', 'maxItems', 'minProperties', 'maxProperties'] as const;
    for (const name of counts) optional(schema, name, this.count(name));
    const pattern = this.text('pattern');
    if (pattern !== undefined) schema.pattern = this.pattern(pattern, 'pattern');
    schema.uniqueItems = this.member('uniqueItems') === true;
    schema.required = texts(this.member('required')) ?? [];
  }

  /** In draft 4 the exclusive form is a switch. */
  private fillBound(
    schema: Schema,
    plain: 'maximum' | 'minimum',
    exclusive: `exclusive${'Maximum' | 'Minimum'}`,
  ): void {
    const isSwitch = this.member(exclusive) === true;
    optional(schema, isSwitch ? exclusive : plain, this.number(plain));
    if (!isSwitch) optional(schema, exclusive, this.number(exclusive));
  }

  fillSince2019(schema: Schema): void {
    optional(schema, 'recursiveRef', this.reference('$recursiveRef'));
    schema.recursiveAnchor = this.member('$recursiveAnchor') === true;
    if (schema.contains !== undefined) {
      optional(schema, 'minContains', this.count('minContains'));
      optional(schema, 'maxContains', this.count('maxContains'));
    }
    schema.dependentRequired = this.memberNames('dependentRequired').flatMap((name) => {
      const needs = texts(this.objectMember('dependentRequired')?.[name]);
      return needs === undefined ? [] : [{ name, needs }];
    });
    schema.dependentSchemas = this.members('dependentSchemas');
    optional(schema, 'unevaluatedItems', this.schema('unevaluatedItems'));
    optional(schema, 'unevaluatedProperties', this.schema('unevaluatedProperties'));
  }

  fillSince2020(schema: Schema): void {
    const target = this.reference('$dynamicRef');
    if (target !== undefined) {
      const [, fragment] = splitFragment(this.text('$dynamicRef') ?? '');
      schema.dynamicRef = { target, anchor: fragment.startsWith('/') ? '' : fragment };
    }
    schema.dynamicAnchor = this.text('$dynamicAnchor') ?? '';
    optional(schema, 'firstItems', this.schemas('prefixItems'));
    optional(schema, 'otherItems', this.schema('items'));
  }

  reference(name: string): Schema | undefined {
    const reference = this.text(name);
    return reference === undefined ? undefined : this.compiler.resolve(reference, this.at);
  }

  text(name: string): string | undefined {
    return textMember(this.content, name);
  }

  private member(name: string): SchemaJson | undefined {
    return Object.hasOwn(this.content, name) ? this.content[name] : undefined;
  }

  private objectMember(name: string): SchemaObject | undefined {
    const value = this.member(name);
    return isSchemaObject(value) ? value : undefined;
  }

  private memberNames(name: string): string[] {
    return Object.keys(this.objectMember(name) ?? {}).sort();
  }

  private below(...steps: readonly (string | number)[]): Schema {
    const { url, pointer } = this.at.address;
    return this.compiler.place({ url, pointer: below(pointer, ...steps) });
  }

  private schema(name: string): Schema | undefined {
    return Object.hasOwn(this.content, name) ? this.below(name) : undefined;
  }

  private schemas(name: string): Schema[] | undefined {
    const value = this.member(name);
    return Array.isArray(value) ? value.map((_, index) => this.below(name, index)) : undefined;
  }

  private members(name: string): { name: string; schema: Schema }[] {
    return this.memberNames(name).map((key) => ({ name: key, schema: this.below(name, key) }));
  }

  private schemaOrBoolean(name: string): Schema | boolean | undefined {
    const value = this.member(name);
    return typeof value === 'boolean' ? value : this.schema(name);
  }

  private dependencies(): { name: string; needs: Schema | readonly string[] }[] {
    return this.memberNames('dependencies').map((name) => ({
      name,
      needs: texts(this.objectMember('dependencies')?.[name]) ?? this.below('dependencies', name),
    }));
  }

  private types(): ReadonlySet<TypeName> | undefined {
    const value = this.member('type');
    const names = typeof value === 'string' ? [value] : (texts(value) ?? []);
    const known = new Set(typeNames.filter((name) => names.includes(name)));
    return known.size === 0 ? undefined : known;
  }

  private number(name: string): Decimal | undefined {
    const value = this.member(name);
    return value instanceof JsonNumber ? decimalOf(value) : undefined;
  }

  private count(name: string): number | undefined {
    const value = this.number(name);
    if (value === undefined || !isWhole(value)) return undefined;
    // Go keeps the lower 64 bits, and there are none but zeros in a multiple of 10^64.
    return value.exponent >= 64 ? 0 : Number(BigInt.asIntN(64, value.coefficient * 10n ** BigInt(value.exponent)));
  }

  private pattern(source: string, keyword: string): Pattern {
    try {
      return compilePattern(source);
    } catch (error) {
      const { url, pointer } = this.at.address;
      const place = goQuote(addressText({ url, pointer: below(pointer, keyword) }));
      throw new Error(`invalid regex ${goQuote(source)} at ${place}: ${(error as Error).message}`, { cause: error });
    }
  }
}

function texts(value: SchemaJson | undefined): string[] | undefined {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : undefined;
}

function optional<K extends keyof Schema>(schema: Schema, name: K, value: Schema[K] | undefined): void {
  if (value !== undefined) schema[name] = value;
}

function emptySchema(location: string): Schema {
  const schema = {
    location,
    version: 0,
    dynamicAnchors: new Map(),
    dynamicAnchor: '',
    recursiveAnchor: false,
    uniqueItems: false,
    required: [],
    properties: new Map(),
    patternProperties: [],
    dependencies: [],
    dependentSchemas: [],
    dependentRequired: [],
    allOf: [],
    anyOf: [],
    oneOf: [],
    looksAtAllProperties: false,
    looksAtAllItems: false,
    looksAtItems: 0,
  };
  // Until its resource is known, a schema is its own.
  return Object.assign(schema, { resource: schema as unknown as Schema });
}

function noteWhatIsLookedAt(schema: Schema): void {
  schema.looksAtAllProperties = schema.additionalProperties !== undefined;
  schema.looksAtAllItems = schema.otherItems !== undefined;
  schema.looksAtItems = schema.firstItems?.length ?? 0;
}
