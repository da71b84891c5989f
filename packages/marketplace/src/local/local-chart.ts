import { chartTag } from '@violet/api';
import { chartFileName, indexEntry } from '@violet/charts';
import { isFailure } from '@violet/machinery';
import type { Registry } from '@violet/oci';
import type { RepositoryPlace } from '../place.ts';
import { type StoredEntry, storedEntry } from '../stored-entry.ts';
import type { Problems } from './problems.ts';
import { type FoundVersion, readVersion } from './read-version.ts';

export interface LocalChartOptions {
  registry: Registry;
  at: RepositoryPlace;
  repository: string;
  /** Tag → digest, as the registry has it. */
  tags: ReadonlyMap<string, string>;
  /** The versions that its Chart object has. */
  known: readonly StoredEntry[];
  problems: Problems;
  now: () => Date;
}

/**
 * The versions that a repository of the registry holds now, in no particular order. What the Chart object knows already is
 * not read again; a tag that cannot be used becomes a problem and hurts nobody else.
 */
export async function localChart(options: LocalChartOptions): Promise<StoredEntry[]> {
  const { repository, tags, known, problems } = options;
  problems.keepOnly(repository, new Set(tags.values()));
  const byTag = new Map(known.map((entry) => [chartTag(entry.version), entry]));
  const entries: StoredEntry[] = [];
  for (const [tag, manifest] of tags) {
    const before = byTag.get(tag);
    const entry = before?.manifest === manifest ? before : await newEntry(options, { tag, manifest, before });
    if (entry !== undefined) entries.push(entry);
  }
  return ofOneName(entries, options);
}

async function newEntry(
  { registry, at, repository, problems, now }: LocalChartOptions,
  { tag, manifest, before }: { tag: string; manifest: string; before: StoredEntry | undefined },
): Promise<StoredEntry | undefined> {
  if (problems.has(repository, manifest)) return undefined;
  try {
    const found = await readVersion(registry, at, { repository, tag, manifest });
    if (found === undefined) problems.ignore(repository, manifest);
    return found === undefined ? undefined : entryOf(found, { manifest, before, now });
  } catch (error) {
    // A registry that does not answer says nothing about the chart.
    if (!isFailure(error, 'Invalid', 'BadRequest', 'RequestEntityTooLarge')) throw error;
    problems.add(repository, manifest, `${repository}:${tag}: ${error.message}`);
    return undefined;
  }
}

function entryOf(
  { metadata, digest }: FoundVersion,
  { manifest, before, now }: { manifest: string; before: StoredEntry | undefined; now: () => Date },
): StoredEntry {
  const created = before?.digest === digest ? before.created : now().toISOString();
  const file = chartFileName(metadata).replace(/[%?#]/g, encodeURIComponent);
  return storedEntry({ ...indexEntry(metadata, { urls: [`charts/${file}`], created, digest }), manifest });
}

/** `Web` and `web` would share a repository: the name that was there first keeps it. */
function ofOneName(entries: readonly StoredEntry[], { known, repository, problems }: LocalChartOptions): StoredEntry[] {
  const name = known[0]?.name ?? entries[0]?.name;
  return entries.filter((entry) => {
    if (entry.name === name) return true;
    const why = `${repository}: ${entry.name} ${entry.version} cannot be beside ${name}`;
    problems.add(repository, entry.manifest ?? '', why);
    return false;
  });
}
