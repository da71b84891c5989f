import type { ClusterServiceVersion } from '@violet/api';
import type { JsonObject } from '@violet/machinery';
import { csvMeta, csvSpec } from '../go-json/csv-shape.ts';
import { decodeAs } from '../go-json/decode.ts';
import { type BundleFile, firstDocument } from './bundle-files.ts';

export interface Manifests {
  objects: JsonObject[];
  csv: (JsonObject & ClusterServiceVersion) | undefined;
  problems: string[];
  warnings: string[];
}

/** The objects of a bundle; a file is known by what it holds, not by its name. */
export function readManifests(files: readonly BundleFile[]): Manifests {
  const manifests: Manifests = { objects: [], csv: undefined, problems: [], warnings: [] };
  const csvFiles: string[] = [];
  for (const file of files) {
    const object = readObject(file, manifests);
    if (object === undefined) continue;
    manifests.objects.push(object);
    if (object['kind'] !== 'ClusterServiceVersion') continue;
    csvFiles.push(file.name);
    manifests.csv ??= object as JsonObject & ClusterServiceVersion;
  }
  const { problems, csv } = manifests;
  if (csvFiles.length === 0) problems.push('no csv in bundle: no file in manifests/ is a ClusterServiceVersion');
  if (csvFiles.length > 1) {
    problems.push(`more than one ClusterServiceVersion is found in bundle: ${csvFiles.join(', ')}`);
  }
  if (csv !== undefined) problems.push(...csvProblems(csv, csvFiles[0] ?? ''));
  return manifests;
}

function readObject(file: BundleFile, { problems, warnings }: Manifests): JsonObject | undefined {
  const { document, hasMore, problem } = firstDocument(file);
  if (problem !== undefined && /\.(ya?ml|json)$/.test(file.name)) problems.push(`manifests/${file.name}: ${problem}`);
  if (typeof document?.['kind'] !== 'string' || document['kind'] === '') {
    warnings.push(`manifests/${file.name} holds no Kubernetes object and is passed over`);
    return undefined;
  }
  if (hasMore) warnings.push(`manifests/${file.name} holds several documents, of which only the first counts`);
  return document;
}

function csvProblems(csv: JsonObject, file: string): string[] {
  const metadata = decodeAs<{ name?: string }>(csvMeta, csv['metadata'] ?? null);
  const spec = csv['spec'];
  const problems = [
    metadata.problem ?? ((metadata.value.name ?? '') === '' ? 'metadata.name must be set' : undefined),
    spec === undefined || spec === null ? 'spec must be set' : decodeAs(csvSpec, spec).problem,
  ];
  return problems.filter((problem) => problem !== undefined).map((problem) => `manifests/${file}: ${problem}`);
}
