import { goQuote, parseUrl, urlText } from '@violet/gotemplate';
import { isJsonObject } from '@violet/machinery';
import {
  type Address,
  addressText,
  below,
  resolveReference,
  splitAtHash,
  splitFragment,
  unescapeStep,
} from './address.ts';
import { type Draft, draftOf, latestDraft } from './draft.ts';
import { JsonNumber, type SchemaJson, type SchemaObject } from './json-number.ts';
import { schemaLimits } from './limits.ts';
import { metaschemaAt } from './metaschemas.ts';

/** A schema with a name of its own in a document: the document's root, or what has an `$id`. */
export interface Resource {
  pointer: string;
  id: string;
  draft: Draft;
  anchors: Map<string, string>;
  dynamicAnchors: string[];
}

export interface SchemaDocument {
  url: string;
  content: SchemaJson;
  resources: Map<string, Resource>;
  /** Where a schema was found, and what it says. */
  seen: Map<string, SchemaJson>;
}

export function isSchemaObject(value: SchemaJson | undefined): value is SchemaObject {
  return isJsonObject(value as never) && !(value instanceof JsonNumber);
}

export function textMember(object: SchemaObject, name: string): string | undefined {
  const value = Object.hasOwn(object, name) ? object[name] : undefined;
  return typeof value === 'string' ? value : undefined;
}

/** Reads a document and finds the resources and anchors in it. */
export function readDocument(url: string, content: SchemaJson): SchemaDocument {
  const document: SchemaDocument = { url, content, resources: new Map(), seen: new Map() };
  collect(document, content, { base: url, pointer: '', draft: latestDraft });
  return document;
}

/** What is to be known of a place that no keyword says holds a schema, but a reference does. */
export function readPlace(document: SchemaDocument, pointer: string): void {
  const content = contentAt(document, pointer);
  const resource = resourceOf(document, pointer);
  collect(document, content, { base: resource.id, pointer, draft: resource.draft });
  if (!document.resources.has(pointer)) collectAnchors(document, content, pointer, resourceOf(document, pointer));
}

/** The resource that a place belongs to. */
export function resourceOf(document: SchemaDocument, pointer: string): Resource {
  for (let at = document.resources.size === 1 ? '' : pointer; ; at = at.slice(0, at.lastIndexOf('/'))) {
    const resource = document.resources.get(at);
    if (resource !== undefined) return resource;
    if (!at.includes('/')) break;
  }
  const root = document.resources.get('');
  if (root === undefined) throw new Error(`no resource at the root of ${document.url}`);
  return root;
}

export function contentAt(document: SchemaDocument, pointer: string): SchemaJson {
  const known = document.seen.get(pointer);
  if (known !== undefined) return known;
  const address = addressText({ url: document.url, pointer });
  let value: SchemaJson | undefined = document.content;
  for (const written of pointer.split('/').slice(1)) {
    const step = unescapeStep(written);
    if (step === undefined) throw new Error(`invalid json-pointer ${goQuote(address)}`);
    if (Array.isArray(value)) value = /^[+-]?[0-9]+$/.test(step) ? value[Number(step)] : undefined;
    else value = isSchemaObject(value) && Object.hasOwn(value, step) ? value[step] : undefined;
    if (value === undefined) throw new Error(`json-pointer in ${goQuote(address)} not found`);
  }
  return value;
}

/** What a fragment of a resource means: a pointer, or the name of an anchor. */
export function resolveFragment(document: SchemaDocument, resource: Resource, fragment: string): Address {
  if (fragment === '' || fragment.startsWith('/')) {
    return { url: document.url, pointer: resource.pointer + fragment };
  }
  const pointer = resource.anchors.get(fragment);
  if (pointer === undefined) {
    const reference = addressText({ url: resource.id, pointer: fragment });
    throw new Error(`anchor in ${goQuote(reference)} not found in schema ${goQuote(document.url)}`);
  }
  return { url: document.url, pointer };
}

interface Found {
  base: string;
  pointer: string;
  draft: Draft;
}

function collect(document: SchemaDocument, content: SchemaJson, found: Found): void {
  if (document.seen.has(found.pointer)) return;
  if (document.seen.size >= schemaLimits.schemas) throw new Error('unable to validate schema: too many schemas');
  document.seen.set(found.pointer, content);
  if (!isSchemaObject(content)) {
    if (found.pointer === '') addResource(document, found);
    return;
  }
  const here = identify(document, content, found);
  const resource = [...document.resources.values()].find(({ id }) => id === here.base);
  if (resource === undefined) throw new Error(`no resource ${here.base}`);
  collectAnchors(document, content, found.pointer, resource);
  for (const [pointer, value] of subschemas(content, found.pointer, here.draft)) {
    collect(document, value, { base: here.base, pointer, draft: resource.draft });
  }
}

/** Which draft and which base hold from here on; what has a name of its own becomes a resource. */
function identify(document: SchemaDocument, content: SchemaObject, found: Found): Found {
  const { pointer, base } = found;
  let draft = draftNamed(document, content, found);
  let id = idOf(content, draft);
  if (id === '' && pointer !== '') {
    draft = found.draft;
    id = idOf(content, draft);
  }
  if (id === '' && pointer !== '') return { ...found, draft };
  const here = { base: id === '' ? base : join(base, id, addressText({ url: document.url, pointer })), pointer, draft };
  const known = [...document.resources.values()].find((resource) => resource.id === here.base);
  if (known === undefined) addResource(document, here);
  else if (known.pointer !== pointer) {
    const [name, file, one, other] = [here.base, document.url, pointer, known.pointer].map((text) => goQuote(text));
    throw new Error(`duplicate id ${name} in ${file} at ${one} and ${other}`);
  }
  return here;
}

function addResource(document: SchemaDocument, { base, pointer, draft }: Found): void {
  document.resources.set(pointer, { pointer, id: base, draft, anchors: new Map(), dynamicAnchors: [] });
}

function join(base: string, id: string, address: string): string {
  try {
    return resolveReference(base, id).url;
  } catch (error) {
    throw new Error(`error in parsing id at ${goQuote(address)}`, { cause: error });
  }
}

function idOf(content: SchemaObject, draft: Draft): string {
  // Beside a reference, old drafts see nothing else.
  if (draft.version < 2019 && Object.hasOwn(content, '$ref')) return '';
  return splitAtHash(textMember(content, draft.idKeyword) ?? '')[0];
}

function draftNamed(document: SchemaDocument, content: SchemaObject, found: Found): Draft {
  const name = textMember(content, '$schema');
  if (name === undefined) return found.draft;
  const draft = draftOf(name);
  if (draft !== undefined) return draft;
  const [url] = splitAtHash(name);
  try {
    parseUrl(url);
  } catch (error) {
    const address = addressText({ url: document.url, pointer: found.pointer });
    throw new Error(`invalid $schema in ${goQuote(address)}: ${(error as Error).message}`, { cause: error });
  }
  if (found.pointer === '' && url === document.url) throw new Error(`draft ${goQuote(url)} is not supported`);
  loadContent(url);
  return found.draft;
}

function collectAnchors(document: SchemaDocument, content: SchemaJson, pointer: string, resource: Resource): void {
  if (!isSchemaObject(content)) return;
  const { version, idKeyword } = resource.draft;
  if (version < 2019) {
    if (Object.hasOwn(content, '$ref')) return;
    const id = textMember(content, idKeyword);
    if (id !== undefined) addAnchor(document, resource, pointer, anchorOfId(document, id, pointer));
    return;
  }
  addAnchor(document, resource, pointer, textMember(content, '$anchor'));
  const dynamic = version >= 2020 ? textMember(content, '$dynamicAnchor') : undefined;
  addAnchor(document, resource, pointer, dynamic);
  if (dynamic !== undefined) resource.dynamicAnchors.push(dynamic);
}

function anchorOfId(document: SchemaDocument, id: string, pointer: string): string | undefined {
  try {
    const [, fragment] = splitFragment(id);
    return fragment === '' || fragment.startsWith('/') ? undefined : fragment;
  } catch (error) {
    const address = addressText({ url: document.url, pointer });
    throw new Error(`error in parsing anchor at ${goQuote(address)}`, { cause: error });
  }
}

function addAnchor(document: SchemaDocument, resource: Resource, pointer: string, anchor: string | undefined): void {
  if (anchor === undefined) return;
  const known = resource.anchors.get(anchor);
  if (known === pointer) return;
  if (known !== undefined) {
    const [name, file, one, other] = [anchor, document.url, known, pointer].map((text) => goQuote(text));
    throw new Error(`duplicate anchor ${name} in ${file} at ${one} and ${other}`);
  }
  resource.anchors.set(anchor, pointer);
}

function* subschemas(content: SchemaObject, pointer: string, draft: Draft): Generator<[string, SchemaJson]> {
  for (const name of draft.self) {
    if (Object.hasOwn(content, name)) yield [below(pointer, name), content[name] ?? null];
  }
  for (const name of draft.members) {
    const members = Object.hasOwn(content, name) ? content[name] : undefined;
    if (!isSchemaObject(members)) continue;
    for (const key of Object.keys(members).sort()) yield [below(pointer, name, key), members[key] ?? null];
  }
  for (const name of draft.elements) {
    const elements = Object.hasOwn(content, name) ? content[name] : undefined;
    if (!Array.isArray(elements)) continue;
    for (const [index, element] of elements.entries()) yield [below(pointer, name, index), element];
  }
}

/**
 * A document other than the chart's own. Helm would read files of the machine and fetch what lies on the network; here only
 * the drafts' own documents are known, and a name (`urn:`) that leads nowhere allows everything, as in Helm.
 */
export function loadContent(url: string): SchemaJson {
  const metaschema = metaschemaAt(url);
  if (metaschema !== undefined) return metaschema;
  const parsed = parseUrl(url);
  const { scheme } = parsed;
  if (scheme === 'urn') return true;
  const reason = ['file', 'http', 'https'].includes(scheme)
    ? 'a values.schema.json may only refer to itself: other files and the network are not read; copy what is needed into its $defs'
    : `no URLLoader registered for ${goQuote(urlText(parsed))}`;
  throw new Error(`failing loading ${goQuote(url)}: ${reason}`);
}
