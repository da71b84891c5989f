import { isJsonObject, type Json } from '@violet/machinery';
import { isDigest, isRegistryAddress, isRepository } from '@violet/oci';
import type { RememberedUpload, UploadKey } from './push-memory.ts';

/** The first line of each journal; another version is another format. */
export const journalHeader = '{"journal":"uploads","version":1}\n';
const maxLocationLength = 8192;

export function printUpload({ registry, repository, digest, size, location, offset, at }: RememberedUpload): string {
  return `${JSON.stringify({ registry, repository, digest, size, location, offset, at })}\n`;
}

/** Ends what was said of an upload before. */
export function printEnd({ registry, repository, digest }: UploadKey): string {
  return `${JSON.stringify({ registry, repository, digest })}\n`;
}

export function keyOf({ registry, repository, digest }: UploadKey): string {
  return `${registry} ${repository} ${digest}`;
}

export interface ReadJournal {
  /** By key, the latest word on each. */
  uploads: Map<string, RememberedUpload>;
  /** There are lines that no journal has. What was cut off at the end, when its process died, is none of them. */
  isDamaged: boolean;
}

/** Undefined where the text is no journal of this version. */
export function readJournal(text: string): ReadJournal | undefined {
  if (text === '') return { uploads: new Map(), isDamaged: false };
  if (!text.startsWith(journalHeader)) return undefined;
  const uploads = new Map<string, RememberedUpload>();
  let isDamaged = false;
  for (const line of text.slice(journalHeader.length).split('\n').slice(0, -1)) {
    const entry = parseLine(line);
    if (entry === undefined) isDamaged = true;
    else if ('location' in entry) uploads.set(keyOf(entry), entry);
    else uploads.delete(keyOf(entry));
  }
  return { uploads, isDamaged };
}

function parseLine(line: string): RememberedUpload | UploadKey | undefined {
  const value = parseJson(line);
  if (!isJsonObject(value)) return undefined;
  const { registry, repository, digest, size, location, offset, at } = value;
  if (typeof registry !== 'string' || typeof repository !== 'string' || typeof digest !== 'string') return undefined;
  if (!isRegistryAddress(registry) || !isRepository(repository) || !isDigest(digest)) return undefined;
  const key = { registry, repository, digest };
  if (location === undefined) return key;
  if (!isCount(size) || !isCount(offset) || !isCount(at) || offset > size || !isAddress(location)) return undefined;
  return { ...key, size, location, offset, at };
}

function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

function isCount(value: Json | undefined): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isAddress(value: Json): value is string {
  return typeof value === 'string' && value.length <= maxLocationLength && URL.canParse(value);
}
