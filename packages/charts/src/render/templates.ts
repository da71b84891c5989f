import type { GoMap, PlainMap } from '@violet/gotemplate';
import { type JsonObject, setMember } from '@violet/machinery';
import { isLibraryChart, type ResolvedChart } from '../chart/chart.ts';
import { basePath, cleanPath } from '../chart/clean-path.ts';
import { filesValue } from '../functions/files.ts';
import { tableAt } from '../values/path.ts';
import { chartValue, valuesValue } from './objects.ts';

/** One template file of a chart or of a dependency. */
export interface TemplateFile {
  /** `chart/charts/child/templates/x.yaml`. */
  path: string;
  data: Uint8Array;
  /** How many directories are above it. */
  depth: number;
  /** The path of its chart's templates directory. */
  basePath: string;
  /** What the templates of one chart share, and may change under each other's feet. */
  scope: PlainMap;
  /** The same as the templates see it. */
  dot: GoMap;
}

/** What is the same for every chart of the tree. */
export interface Shared {
  Release: PlainMap[string];
  Capabilities: PlainMap[string];
}

/** Every template of the tree in Helm's order: the deepest first, so that a parent's definitions win. */
export function collectTemplates(chart: ResolvedChart, values: JsonObject, shared: Shared): TemplateFile[] {
  const files = new Map<string, TemplateFile>();
  collect(chart, values, shared, files);
  return [...files.values()].sort(deepestFirst);
}

/** Of two templates with one path, the later one stays. */
function collect(chart: ResolvedChart, values: JsonObject, shared: Shared, files: Map<string, TemplateFile>): PlainMap {
  const subcharts: PlainMap = {};
  const scope: PlainMap = {
    Chart: chartValue(chart, chart.isRoot),
    Files: filesValue(chart.files),
    Release: shared.Release,
    Capabilities: shared.Capabilities,
    Values: valuesValue(values as PlainMap),
    Subcharts: subcharts,
  };
  for (const child of chart.dependencies) {
    // A dot in a name is a step in a path to Helm.
    const childValues = tableAt(values, child.metadata.name) ?? {};
    setMember(subcharts, child.metadata.name, collect(child, childValues, shared, files));
  }
  const dot = valuesValue(scope);
  const isLibrary = isLibraryChart(chart);
  for (const { name, data } of chart.templates) {
    if (isLibrary && !basePath(name).startsWith('_')) continue;
    const path = cleanPath(`${chart.path}/${name}`);
    files.set(path, {
      path,
      data,
      depth: countSlashes(path),
      basePath: cleanPath(`${chart.path}/templates`),
      scope,
      dot,
    });
  }
  return scope;
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
