import type { JsonObject } from '@violet/machinery';

/** One file of a chart; `name` is relative to the chart, with `/` between its parts. */
export interface ChartFile {
  name: string;
  data: Uint8Array;
}

export interface ChartMaintainer {
  name?: string;
  email?: string;
  url?: string;
}

/** One entry of `dependencies` in Chart.yaml (or of the older requirements.yaml). */
export interface ChartDependency {
  name: string;
  version?: string;
  repository: string;
  condition?: string;
  tags?: string[];
  enabled?: boolean;
  /** A string (an exported key) or `{ child, parent }`. */
  'import-values'?: (string | { child: string; parent: string })[];
  alias?: string;
}

/** Chart.yaml, with the members in the order in which Helm writes them. */
export interface ChartMetadata {
  name: string;
  home?: string;
  sources?: string[];
  version: string;
  description?: string;
  keywords?: string[];
  maintainers?: ChartMaintainer[];
  icon?: string;
  apiVersion: string;
  condition?: string;
  tags?: string;
  appVersion?: string;
  deprecated?: boolean;
  annotations?: Record<string, string>;
  kubeVersion?: string;
  dependencies?: ChartDependency[];
  type?: string;
}

export interface ChartLock {
  generated: string;
  digest: string;
  dependencies: ChartDependency[] | null;
}

/** A chart as it was read. Never changed afterwards: what resolves or merges gives a new one. */
export interface Chart {
  readonly metadata: ChartMetadata;
  readonly lock?: ChartLock;
  /** values.yaml as JSON; numbers are float64, as Helm reads them. */
  readonly values: JsonObject;
  /** values.schema.json, as it is. */
  readonly schema?: Uint8Array;
  readonly templates: readonly ChartFile[];
  /** Everything else: crds/, README.md, scripts/, … */
  readonly files: readonly ChartFile[];
  /** The charts under charts/, in the order of their first file. */
  readonly dependencies: readonly Chart[];
}

/** A chart whose dependencies are those that are switched on, under their aliases. */
export interface ResolvedChart extends Chart {
  /** Where its files are said to be: `parent/charts/child`. */
  readonly path: string;
  readonly isRoot: boolean;
  readonly dependencies: readonly ResolvedChart[];
}

/** The text of one of the chart's own files (`scripts/plugin-config.yaml`), or undefined when it has none of that name. */
export function chartFileText(chart: Chart, name: string): string | undefined {
  const file = chart.files.find((candidate) => candidate.name === name);
  return file === undefined ? undefined : new TextDecoder().decode(file.data);
}

/** Library charts only lend their partials; Helm compares the type without regard to case. */
export function isLibraryChart(chart: Chart): boolean {
  return chart.metadata.type?.toLowerCase() === 'library';
}

/** One file under crds/, of the chart or of one of its dependencies. */
export interface ChartCrd {
  name: string;
  /** With the path of the chart it comes from: `parent/charts/child/crds/x.yaml`. */
  path: string;
  data: Uint8Array;
}

/** The files under crds/, the chart's own first. They are never rendered. */
export function chartCrds(chart: Chart, chartPath = pathOf(chart, '')): ChartCrd[] {
  const own = chart.files
    .filter((file) => file.name.startsWith('crds/') && /\.(yaml|yml|json)$/i.test(file.name))
    .map((file) => ({ name: file.name, path: `${chartPath}/${file.name}`, data: file.data }));
  return [...own, ...chart.dependencies.flatMap((child) => chartCrds(child, pathOf(child, `${chartPath}/charts/`)))];
}

function pathOf(chart: Chart | ResolvedChart, directory: string): string {
  return 'path' in chart ? chart.path : `${directory}${chart.metadata.name}`;
}
