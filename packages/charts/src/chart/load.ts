import { fromBytes } from '@violet/gotemplate';
import { Failure, type JsonObject } from '@violet/machinery';
import { readYaml } from '../yaml/read.ts';
import type { Chart, ChartFile, ChartLock, ChartMetadata } from './chart.ts';
import { decode } from './decode.ts';
import { checkMetadata, lockShape, metadataShape } from './metadata.ts';
import { readValues } from './read-values.ts';

/** A file of a chart, or in place of a packed dependency why that cannot be read. */
export interface LoadedFile extends ChartFile {
  failure?: Failure;
}

/**
 * Reads a chart from its files (names relative to the chart's directory), as Helm's loader does. Dependencies are
 * directories under charts/. Throws a Failure of code Invalid that names the file and what is wrong with it.
 */
export function loadChart(files: Iterable<LoadedFile> | ReadonlyMap<string, Uint8Array>): Chart {
  const list =
    files instanceof Map ? [...files].map(([name, data]) => ({ name, data })) : [...(files as Iterable<LoadedFile>)];
  return loadFiles(list, 0);
}

const maxDepth = 30;

interface Parts {
  metadata?: Partial<ChartMetadata>;
  lock?: ChartLock | undefined;
  values?: JsonObject;
  schema?: Uint8Array;
  templates: ChartFile[];
  files: ChartFile[];
  /** By the name under charts/; a file there that is no archive has no files of its own. */
  children: Map<string, LoadedFile[]>;
}

function loadFiles(files: readonly LoadedFile[], depth: number): Chart {
  if (depth > maxDepth) throw new Failure('Invalid', `charts are nested more than ${maxDepth} deep`);
  const parts: Parts = { templates: [], files: [], children: new Map() };
  for (const file of files) {
    if (file.name === 'Chart.yaml') parts.metadata = readMetadata(file, parts.metadata ?? {});
  }
  for (const file of files) sortIn(parts, file);
  if (parts.metadata === undefined) throw new Failure('Invalid', 'Chart.yaml file is missing');
  const metadata = checkMetadata(parts.metadata);
  return {
    metadata,
    ...(parts.lock === undefined ? {} : { lock: parts.lock }),
    values: parts.values ?? {},
    ...(parts.schema === undefined ? {} : { schema: parts.schema }),
    templates: parts.templates,
    files: parts.files,
    dependencies: loadChildren(parts.children, metadata.name, depth),
  };
}

function sortIn(parts: Parts, file: LoadedFile): void {
  if (file.name === 'Chart.yaml') return;
  if (file.name === 'Chart.lock') parts.lock = readLock(file);
  else if (file.name === 'values.yaml') parts.values = attempt(file, () => readValues(textOf(file)));
  else if (file.name === 'values.schema.json') parts.schema = file.data;
  else if (file.name === 'requirements.yaml' || file.name === 'requirements.lock') sortInRequirements(parts, file);
  else if (file.name.startsWith('templates/')) parts.templates.push(file);
  else if (file.name.startsWith('charts/') && !file.name.endsWith('.prov')) sortInChild(parts, file);
  else parts.files.push(file);
}

/** Charts of apiVersion v1 keep their dependencies in files of their own, which stay visible as `.Files`. */
function sortInRequirements(parts: Parts, file: ChartFile): void {
  if (file.name === 'requirements.lock') parts.lock = readLock(file);
  else parts.metadata = readMetadata(file, parts.metadata ?? {});
  parts.metadata ??= {};
  if (parts.metadata.apiVersion === 'v1') parts.files.push(file);
}

function sortInChild(parts: Parts, file: LoadedFile): void {
  const name = file.name.slice('charts/'.length);
  const slash = name.indexOf('/');
  const child = slash < 0 ? name : name.slice(0, slash);
  const files = parts.children.get(child) ?? [];
  if (slash >= 0 || file.failure !== undefined) files.push({ ...file, name: name.slice(slash + 1) });
  parts.children.set(child, files);
}

function loadChildren(children: Map<string, LoadedFile[]>, parent: string, depth: number): Chart[] {
  const charts: Chart[] = [];
  for (const [name, files] of children) {
    if (name.startsWith('_') || name.startsWith('.')) continue;
    try {
      const [failure] = files.flatMap((file) => (file.name === name && file.failure) || []);
      if (failure !== undefined) throw failure;
      charts.push(loadFiles(files, depth + 1));
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      throw new Failure('Invalid', `error unpacking subchart ${name} in ${parent}: ${error.message}`, { cause: error });
    }
  }
  return charts;
}

/** What a second file says is laid over what the first one said, as Go's decoder fills one struct twice. */
function readMetadata(file: ChartFile, base: Partial<ChartMetadata>): Partial<ChartMetadata> {
  const metadata = readInto<Partial<ChartMetadata>>(file, metadataShape, base);
  if (base.annotations !== undefined && metadata.annotations !== undefined) {
    metadata.annotations = { ...base.annotations, ...metadata.annotations };
  }
  // Helm 2 took charts without an apiVersion; they count as v1.
  if (file.name === 'Chart.yaml' && (metadata.apiVersion ?? '') === '') metadata.apiVersion = 'v1';
  return metadata;
}

function readLock(file: ChartFile): ChartLock | undefined {
  const lock = attempt(file, () => {
    const value = readYaml(textOf(file));
    return value === null ? undefined : (decode(value, lockShape) as Partial<ChartLock>);
  });
  if (lock === undefined) return undefined;
  return {
    generated: lock.generated ?? '0001-01-01T00:00:00Z',
    digest: lock.digest ?? '',
    dependencies: lock.dependencies ?? null,
  };
}

function readInto<T>(file: ChartFile, shape: Parameters<typeof decode>[1], base: object): T {
  return attempt(file, () => ({ ...base, ...(decode(readYaml(textOf(file)), shape) as object) }) as T);
}

function attempt<T>(file: ChartFile, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new Failure('Invalid', `cannot load ${file.name}: ${(error as Error).message}`, { cause: error });
  }
}

function textOf(file: ChartFile): string {
  return fromBytes(file.data);
}
