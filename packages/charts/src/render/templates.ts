import type { PlainMap } from '@violet/gotemplate';
import { isJsonObject, type JsonObject } from '@violet/machinery';
import { type Chart, isLibraryChart } from '../chart/chart.ts';
import { basePath, cleanPath } from '../chart/clean-path.ts';
import { filesValue } from '../functions/files.ts';
import { chartValue, valuesValue } from './objects.ts';

/** One template file of a chart or of a dependency. */
export interface TemplateFile {
  /** `chart/charts/child/templates/x.yaml`. */
  path: string;
  data: Uint8Array;
  /** The path of its chart's templates directory. */
  basePath: string;
  /** What the templates of one chart share, and may change under each other's feet. */
  scope: PlainMap;
}

/** What is the same for every chart of the tree. */
export interface Shared {
  Release: PlainMap[string];
  Capabilities: PlainMap[string];
}

/** Every template of the tree in Helm's order: the deepest first, so that a parent's definitions win. */
export function collectTemplates(chart: Chart, values: JsonObject, shared: Shared): TemplateFile[] {
  const files: TemplateFile[] = [];
  collect(chart, chart.metadata.name, values, shared, files, true);
  return files.sort(deepestFirst);
}

function collect(
  chart: Chart,
  chartPath: string,
  values: JsonObject,
  shared: Shared,
  files: TemplateFile[],
  isRoot: boolean,
): PlainMap {
  const subcharts: PlainMap = {};
  const scope: PlainMap = {
    Chart: chartValue(chart, isRoot),
    Files: filesValue(chart.files),
    Release: shared.Release,
    Capabilities: shared.Capabilities,
    Values: valuesValue(values as PlainMap),
    Subcharts: subcharts,
  };
  for (const child of chart.dependencies) {
    const name = child.metadata.name;
    const own = values[name];
    const childValues = isJsonObject(own) ? own : {};
    subcharts[name] = collect(child, `${chartPath}/charts/${name}`, childValues, shared, files, false);
  }
  for (const { name, data } of chart.templates) {
    if (isLibraryChart(chart) && !basePath(name).startsWith('_')) continue;
    files.push({ path: cleanPath(`${chartPath}/${name}`), data, basePath: `${chartPath}/templates`, scope });
  }
  return scope;
}

function deepestFirst(left: TemplateFile, right: TemplateFile): number {
  const depth = right.path.split('/').length - left.path.split('/').length;
  if (depth !== 0) return depth;
  return left.path < right.path ? 1 : -1;
}
