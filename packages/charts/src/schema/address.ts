import { goQuote, parseUrl, type Url, unescapeUrl, urlText } from '@violet/gotemplate';
import { escapeStep } from './problem.ts';

/** Where a schema is: the document, and the JSON pointer in it. */
export interface Address {
  url: string;
  pointer: string;
}

export function addressText({ url, pointer }: Address): string {
  return `${url}#${encodePointer(pointer)}`;
}

export function below(pointer: string, ...steps: readonly (string | number)[]): string {
  return pointer + steps.map((step) => `/${escapeStep(String(step))}`).join('');
}

/** A step as it is meant; undefined where `~` is followed by neither 0 nor 1. */
export function unescapeStep(step: string): string | undefined {
  return /~(?![01])/.test(step) ? undefined : step.replaceAll('~1', '/').replaceAll('~0', '~');
}

/** Go's url.PathEscape of each step. */
function encodePointer(pointer: string): string {
  return pointer.replace(/[^A-Za-z0-9\-_.~$&+=:@/]+/g, (text) =>
    encodeURIComponent(text.toWellFormed()).replace(/[!'()*]/g, (character) => `%${hex(character)}`),
  );
}

function hex(character: string): string {
  return character.charCodeAt(0).toString(16).toUpperCase();
}

export function splitAtHash(text: string): [string, string] {
  const at = text.indexOf('#');
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

/** The fragment is decoded. */
export function splitFragment(text: string): [string, string] {
  const [before, fragment] = splitAtHash(text);
  try {
    return [before, unescapeUrl(fragment, 'path')];
  } catch (error) {
    throw parsingError(text, error);
  }
}

/** A reference as seen from a document: the document's URL and the decoded fragment. */
export function resolveReference(base: string, reference: string): { url: string; fragment: string } {
  const parsedBase = parseOr(base);
  const [text, fragment] = splitFragment(reference);
  const resolved = resolveUrl(parsedBase, parseOr(text));
  return { url: urlText(resolved), fragment };
}

function parseOr(text: string): Url {
  try {
    return parseUrl(text);
  } catch (error) {
    throw parsingError(text, error);
  }
}

function parsingError(text: string, cause: unknown): Error {
  return new Error(`error in parsing ${goQuote(text)}: ${(cause as Error).message}`, { cause });
}

/** RFC 3986, as Go's URL.ResolveReference reads it. */
function resolveUrl(base: Url, reference: Url): Url {
  const scheme = reference.scheme || base.scheme;
  if (reference.scheme !== '' || reference.host !== '' || reference.user !== undefined) {
    if (reference.opaque !== '') return { ...reference, scheme };
    return { ...reference, scheme, ...paths(withoutDots(rawPathOf(reference))) };
  }
  const query = reference.path === '' && reference.query === '' ? base.query : reference.query;
  if (base.opaque !== '') {
    return { ...base, scheme, query, opaque: base.opaque, path: '', rawPath: '' };
  }
  const path = rawPathOf(reference);
  const full = path === '' ? rawPathOf(base) : path.startsWith('/') ? path : upToSlash(rawPathOf(base)) + path;
  return { ...base, scheme, query, fragment: '', ...paths(withoutDots(full)) };
}

function rawPathOf(url: Url): string {
  return url.rawPath || url.path;
}

function paths(raw: string): { path: string; rawPath: string } {
  return { path: unescapeUrl(raw, 'path'), rawPath: raw };
}

function upToSlash(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}

function withoutDots(path: string): string {
  if (path === '') return '';
  const kept: string[] = [];
  const parts = path.replace(/^\//, '').split('/');
  for (const [index, part] of parts.entries()) {
    const isLast = index === parts.length - 1;
    if (part === '..') kept.pop();
    if (part !== '.' && part !== '..') kept.push(part);
    else if (isLast) kept.push('');
  }
  return `/${kept.join('/')}`;
}
