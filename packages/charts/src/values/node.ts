import type { JsonObject } from '@violet/machinery';
import type { Chart, ChartDependency, ChartMetadata, ResolvedChart } from '../chart/chart.ts';

/** A declared dependency while dependencies are resolved; aliases of one chart share those that it declares itself. */
export type Declared = Omit<ChartDependency, 'import-values'> & { 'import-values'?: unknown[] };

/**
 * A chart while its dependencies are resolved, which Helm does in place: what two aliases of one chart share, and which
 * parent a chart was last given to, shows in what is rendered.
 */
export interface Node {
  source: Chart;
  metadata: Omit<ChartMetadata, 'dependencies'>;
  declared: Declared[] | undefined;
  values: JsonObject;
  dependencies: Node[];
  parent?: Node;
}

export function nodeOf(chart: Chart): Node {
  const { dependencies, ...metadata } = chart.metadata;
  const declared = dependencies?.map((dependency) => ({ ...dependency }));
  const node: Node = { source: chart, metadata, declared, values: chart.values, dependencies: [] };
  setDependencies(node, chart.dependencies.map(nodeOf));
  return node;
}

export function setDependencies(node: Node, dependencies: Node[]): void {
  node.dependencies = dependencies;
  for (const dependency of dependencies) dependency.parent = node;
}

/** The same chart once more, under its alias if it has one. */
export function copyOf(node: Node, alias: string | undefined): Node {
  return { ...node, metadata: alias ? { ...node.metadata, name: alias } : node.metadata };
}

export function resolvedChart(node: Node): ResolvedChart {
  const { source, metadata, declared, values } = node;
  return {
    ...source,
    metadata: declared === undefined ? metadata : { ...metadata, dependencies: declared as ChartDependency[] },
    values,
    path: pathOf(node),
    isRoot: node.parent === undefined,
    dependencies: node.dependencies.map(resolvedChart),
  };
}

function pathOf({ parent, metadata }: Node): string {
  return parent === undefined ? metadata.name : `${pathOf(parent)}/charts/${metadata.name}`;
}
