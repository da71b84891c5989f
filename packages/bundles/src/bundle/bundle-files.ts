import { isJsonObject, type Json, type JsonObject } from '@violet/machinery';
import { readDocuments } from '../catalog/files/split-documents.ts';

export interface BundleLimits {
  files: number;
  /** Of all files together. */
  bytes: number;
}

/** Far beyond any operator that was ever published. */
export const bundleLimits: BundleLimits = { files: 2000, bytes: 32 * 1024 * 1024 };

export interface BundleFile {
  /** Relative to its folder. */
  name: string;
  text: string;
}

const utf8 = new TextDecoder();

/** Files that lie in a folder itself, ordered by name; those in folders below and hidden ones are no part of a bundle. */
export function filesIn(files: ReadonlyMap<string, Uint8Array>, folder: string): BundleFile[] {
  const prefix = `${folder.replace(/^\/+|\/+$/g, '')}/`;
  return [...files]
    .map(([path, bytes]) => ({ path: path.replace(/^(\.?\/)+/, ''), bytes }))
    .filter(({ path }) => path.startsWith(prefix) && !path.slice(prefix.length).includes('/'))
    .map(({ path, bytes }) => ({ name: path.slice(prefix.length), bytes }))
    .filter(({ name }) => name !== '' && !name.startsWith('.'))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, bytes }) => ({ name, text: utf8.decode(bytes) }));
}

export interface FirstDocument {
  document: JsonObject | undefined;
  /** Whether more follow: they are passed over. */
  hasMore: boolean;
  problem?: string;
}

/** The first document of a file: a bundle has one object in each. */
export function firstDocument({ text }: BundleFile): FirstDocument {
  const { documents, problem } = readDocuments(text);
  const [first, ...others] = documents as (Json | undefined)[];
  const hasMore = others.some((other) => other !== null);
  const document = first !== undefined && isJsonObject(first) ? first : undefined;
  if (document === undefined && problem !== undefined) return { document, hasMore, problem };
  return { document, hasMore };
}
