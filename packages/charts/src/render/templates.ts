import type { GoMap, PlainMap } from '@violet/gotemplate';
import { type JsonObject, setMember } from '@violet/machinery';
import { isLibraryChart, type ResolvedChart } from '../chart/chart.ts';
import { basePath, cleanPath } from '../chart/clean-path.ts';
import { filesValue } from '../functions/files.ts';
import { tableAt } from '../values/path.ts';
import { chartValue, valuesValue } from './objects.ts';

/** What the templates of one chart are given. */
export interface ChartScope {
  chart: ResolvedChart;
  values: JsonObject;
  dependencies: readonly ChartScope[];
  /** What they share, and may change under each other's feet. */
  entries: PlainMap;
  /** The same as they see it. */
  dot: GoMap;
}

/** One template file of a chart or of a dependency. */
export interface TemplateFile {
  /** `chart/charts/child/templates/x.yaml`. */
  path: string;
  data: Uint8Array;
  /** How many directories are above it. */
  depth: number;
  /** The path of its chart's templates directory. */
  basePath: string;
  scope: ChartScope;
}

/** What is the same for every chart of the tree. */
export interface Shared {
  Release: PlainMap[string];
  Capabilities: PlainMap[string];
}

export interface CollectedTemplates {
  /** Of the chart itself. */
  scope: ChartScope;
  /** Of the whole tree in Helm's order: the deepest first, so that a parent's definitions win. */
  files: TemplateFile[];
}

export function collectTemplates(chart: ResolvedChart, values: JsonObject, shared: Shared): CollectedTemplates {
  const files = new Map<string, TemplateFile>();
  const scope = collect(chart, values, shared, files);
  return { scope, files: [...files.values()].sort(deepestFirst) };
}

/** Of two templates with one path, the later one stays. */
function collect(
  chart: ResolvedChart,
  values: JsonObject,
  shared: Shared,
  files: Map<string, TemplateFile>,
): ChartScope {
  // A dot in a name is a step in a path to Helm.
  const dependencies = chart.dependencies.map((child) =>
    collect(child, tableAt(values, child.metadata.name) ?? {}, shared, files),
  );
  const scope = scopeOf(chart, values, shared, dependencies);
  const isLibrary = isLibraryChart(chart);
  for (const { name, data } of chart.templates) {
    if (isLibrary && !basePath(name).startsWith('_')) continue;
    const path = cleanPath(`${chart.path}/${name}`);
    files.set(path, { path, data, depth: countSlashes(path), basePath: cleanPath(`${chart.path}/templates`), scope });
  }
  return scope;
}

function scopeOf(
  chart: ResolvedChart,
  values: JsonObject,
  shared: Shared,
  dependencies: readonly ChartScope[],
): ChartScope {
  const subcharts: PlainMap = {};
  for (const child of dependencies) setMember(subcharts, child.chart.metadata.name, child.entries);
  const entries: PlainMap = {
    Chart: chartValue(chart, chart.isRoot),
    Files: filesValue(chart.files),
    Release: shared.Release,
    Capabilities: shared.Capabilities,
    Values: valuesValue(values as PlainMap),
    Subcharts: subcharts,
  };
  return { chart, values, dependencies, entries, dot: valuesValue(entries) };
}

function countSlashes(path: string): number {
  let count = 0;
  for (let at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) count += 1;
  return count;
}

function deepestFirst(left: TemplateFile, right: TemplateFile): number {
  if (left.depth !== right.depth) return right.depth - left.depth;
  return left.path < right.path ? 1 : -1;
}
