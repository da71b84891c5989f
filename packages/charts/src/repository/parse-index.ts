import { Failure, isJsonObject, type JsonObject, type YamlValue } from '@violet/machinery';
import type { ChartMetadata } from '../chart/chart.ts';
import { decode, type Shape } from '../chart/decode.ts';
import { checkMetadata, metadataShape } from '../chart/metadata.ts';
import { metadataJson } from '../chart/metadata-json.ts';
import { readYaml } from '../yaml/read.ts';
import type { IndexEntry } from './index-entry.ts';
import { sortEntries } from './sort-entries.ts';

export interface ParsedIndex {
  /** Name → versions, newest first. */
  entries: Map<string, IndexEntry[]>;
  /** Entries that Helm leaves out, and why. */
  skipped: string[];
}

export interface IndexLimits {
  charts: number;
  versions: number;
}

export const defaultIndexLimits: IndexLimits = { charts: 5_000, versions: 200_000 };

/** What Helm takes an entry for that does not say when it was made. */
const zeroTime = '0001-01-01T00:00:00Z';

const placeShape = {
  urls: { list: 'string' },
  created: 'time',
  removed: 'boolean',
  digest: 'string',
} satisfies Record<string, Shape>;

const entryShape: Shape = {
  struct: 'ChartVersion',
  type: 'repo.ChartVersion',
  fields: {
    ...(typeof metadataShape === 'object' && 'fields' in metadataShape ? metadataShape.fields : {}),
    ...placeShape,
  },
};

/**
 * Reads an index.yaml (or the same as JSON). What is wrong in one entry takes out that entry, as with Helm. Throws Invalid
 * for what is no index, and for one beyond the limits.
 */
export function parseIndex(text: string, limits: IndexLimits = defaultIndexLimits): ParsedIndex {
  const index = readIndex(text);
  const charts = isJsonObject(index['entries']) ? Object.entries(index['entries']) : [];
  if (charts.length > limits.charts) throw invalid(`it has more than ${limits.charts} charts`);
  const parsed: ParsedIndex = { entries: new Map(), skipped: [] };
  let count = 0;
  for (const [name, versions] of charts) {
    const list = Array.isArray(versions) ? versions : [];
    count += list.length;
    if (count > limits.versions) throw invalid(`it has more than ${limits.versions} versions`);
    const entries = list.flatMap((entry) => readEntry(name, entry, parsed.skipped));
    if (entries.length > 0) parsed.entries.set(name, sortEntries(entries));
  }
  return parsed;
}

function readIndex(text: string): JsonObject {
  const value = jsonOrYaml(text);
  if (!isJsonObject(value)) throw invalid('it is no map');
  if (typeof value['apiVersion'] !== 'string' || value['apiVersion'] === '') throw invalid('no API version specified');
  return value;
}

function jsonOrYaml(text: string): unknown {
  if (text.trimStart().startsWith('{')) {
    try {
      return JSON.parse(text);
    } catch {
      // YAML has maps in braces too.
    }
  }
  try {
    return readYaml(text);
  } catch (cause) {
    throw new Failure('Invalid', `the index cannot be read: ${(cause as Error).message}`, { cause });
  }
}

function readEntry(name: string, value: unknown, skipped: string[]): IndexEntry[] {
  try {
    if (!isJsonObject(value)) throw new Error('empty entry');
    const read = decode(value as YamlValue, entryShape) as Partial<IndexEntry>;
    const metadata = checkMetadata({ ...read, apiVersion: read.apiVersion || 'v1' } as ChartMetadata);
    const { urls = [], created = zeroTime, removed = false, digest = '' } = read;
    return [
      {
        ...(metadataJson(metadata) as ChartMetadata),
        urls,
        created,
        ...(removed ? { removed } : {}),
        ...(digest === '' ? {} : { digest }),
      },
    ];
  } catch (error) {
    skipped.push(`${name}: ${(error as Error).message}`);
    return [];
  }
}

function invalid(why: string): Failure {
  return new Failure('Invalid', `the index cannot be used: ${why}`, { reason: 'IndexInvalid' });
}
