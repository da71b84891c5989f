import { Failure, isJsonObject, type JsonObject } from '@violet/machinery';
import { readYaml } from '../yaml/read.ts';
import { toJson } from '../yaml/value.ts';
import type { Chart, ChartFile, ChartLock, ChartMetadata } from './chart.ts';
import { decode, jsonTypeName } from './decode.ts';
import { checkMetadata, lockShape, metadataShape } from './metadata.ts';

/**
 * Reads a chart from its files (names relative to the chart's directory), as Helm's loader does. Dependencies are
 * directories under charts/. Throws a Failure of code Invalid that names the file and what is wrong with it.
 */
export function loadChart(files: Iterable<ChartFile> | ReadonlyMap<string, Uint8Array>): Chart {
  const list =
    files instanceof Map ? [...files].map(([name, data]) => ({ name, data })) : [...(files as Iterable<ChartFile>)];
  return loadFiles(list, 0);
}

const maxDepth = 30;

interface Parts {
  metadata?: ChartMetadata;
  lock?: ChartLock;
  values?: JsonObject;
  schema?: Uint8Array;
  templates: ChartFile[];
  files: ChartFile[];
  children: Map<string, ChartFile[]>;
}

function loadFiles(files: readonly ChartFile[], depth: number): Chart {
  if (depth > maxDepth) throw new Failure('Invalid', `charts are nested more than ${maxDepth} deep`);
  const parts: Parts = { templates: [], files: [], children: new Map() };
  const chartYaml = files.findLast((file) => file.name === 'Chart.yaml');
  if (chartYaml !== undefined) parts.metadata = readMetadata(chartYaml, {});
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

function sortIn(parts: Parts, file: ChartFile): void {
  if (file.name === 'Chart.yaml') return;
  if (file.name === 'Chart.lock') parts.lock = readLock(file);
  else if (file.name === 'values.yaml') parts.values = readValues(file);
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
  if (parts.metadata?.apiVersion === 'v1') parts.files.push(file);
}

function sortInChild(parts: Parts, file: ChartFile): void {
  const name = file.name.slice('charts/'.length);
  const slash = name.indexOf('/');
  const child = slash < 0 ? name : name.slice(0, slash);
  const files = parts.children.get(child) ?? [];
  if (slash >= 0) files.push({ name: name.slice(slash + 1), data: file.data });
  parts.children.set(child, files);
}

function loadChildren(children: Map<string, ChartFile[]>, parent: string, depth: number): Chart[] {
  const charts: Chart[] = [];
  for (const [name, files] of children) {
    if (name.startsWith('_') || name.startsWith('.')) continue;
    try {
      charts.push(loadFiles(files, depth + 1));
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      throw new Failure('Invalid', `error unpacking subchart ${name} in ${parent}: ${error.message}`, { cause: error });
    }
  }
  return charts;
}

function readMetadata(file: ChartFile, base: Partial<ChartMetadata>): ChartMetadata {
  const metadata = readInto<ChartMetadata>(file, metadataShape, base);
  // Helm 2 took charts without an apiVersion; they count as v1.
  if (file.name === 'Chart.yaml' && (metadata.apiVersion ?? '') === '') metadata.apiVersion = 'v1';
  return metadata;
}

function readLock(file: ChartFile): ChartLock {
  const lock = readInto<Partial<ChartLock>>(file, lockShape, {});
  return {
    generated: lock.generated ?? '0001-01-01T00:00:00Z',
    digest: lock.digest ?? '',
    dependencies: lock.dependencies ?? null,
  };
}

function readInto<T>(file: ChartFile, shape: Parameters<typeof decode>[1], base: object): T {
  return attempt(file, () => ({ ...base, ...(decode(readYaml(textOf(file)), shape) as object) }) as T);
}

function readValues(file: ChartFile): JsonObject {
  return attempt(file, () => {
    const values = toJson(readYaml(textOf(file)));
    if (values === null) return {};
    if (!isJsonObject(values)) {
      throw new Error(
        `error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${jsonTypeName(values)} into Go value of type map[string]interface {}`,
      );
    }
    return values;
  });
}

function attempt<T>(file: ChartFile, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new Failure('Invalid', `cannot load ${file.name}: ${(error as Error).message}`, { cause: error });
  }
}

function textOf(file: ChartFile): string {
  return new TextDecoder().decode(file.data);
}
