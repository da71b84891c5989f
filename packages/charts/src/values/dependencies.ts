import type { JsonObject } from '@violet/machinery';
import type { Chart, ResolvedChart } from '../chart/chart.ts';
import { satisfies } from '../version/constraint.ts';
import { coalesceValues, type Warn } from './coalesce.ts';
import { importValues } from './import-values.ts';
import { copyOf, type Declared, type Node, nodeOf, resolvedChart, setDependencies } from './node.ts';
import { tableAt, valueAt } from './path.ts';

/**
 * The chart as it is rendered and recorded: aliases applied, dependencies that tags and conditions switch off left out,
 * and the values that `import-values` lifts from dependencies among the chart's own.
 */
export function resolveDependencies(chart: Chart, values: JsonObject, warn: Warn = () => undefined): ResolvedChart {
  const node = nodeOf(chart);
  enableDependencies(node, values, '', warn);
  importValues(node, warn);
  return resolvedChart(node);
}

function enableDependencies(node: Node, values: JsonObject, path: string, warn: Warn): void {
  const { declared } = node;
  if (declared === undefined) return;
  setDependencies(node, chosenCharts(node, declared));
  const merged = coalesceValues(node, values, warn);
  for (const dependency of declared) {
    dependency.enabled = isEnabled(dependency, merged, path, warn);
  }
  const disabled = new Set(declared.filter(({ enabled }) => !enabled).map(({ name }) => name));
  const enabled = declared.filter(({ name }) => !disabled.has(name));
  const children = node.dependencies.filter((child) => !disabled.has(child.metadata.name));
  for (const child of children) enableDependencies(child, merged, `${path}${child.metadata.name}.`, warn);
  node.declared = enabled.length === 0 ? undefined : enabled;
  setDependencies(node, children);
}

/** What is not declared first, then what is, each under its alias. */
function chosenCharts(node: Node, declared: readonly Declared[]): Node[] {
  const chosen = node.dependencies.filter((child) => !declared.some((dependency) => isMeant(dependency, child)));
  for (const dependency of declared) {
    const child = node.dependencies.find((candidate) => isMeant(dependency, candidate));
    if (child !== undefined) chosen.push(copyOf(child, dependency.alias));
    if (dependency.alias) dependency.name = dependency.alias;
  }
  return chosen;
}

function isMeant(dependency: Declared, child: Node): boolean {
  return child.metadata.name === dependency.name && satisfies(dependency.version ?? '', child.source.metadata.version);
}

/** Tags first; the first condition that has a boolean has the last word. */
function isEnabled(dependency: Declared, values: JsonObject, path: string, warn: Warn): boolean {
  const byTags = enabledByTags(dependency, values, warn);
  for (const condition of (dependency.condition ?? '').trim().split(',')) {
    const value = condition === '' ? undefined : valueAt(values, path + condition);
    if (typeof value === 'boolean') return value;
    if (value !== undefined) {
      warn(`Warning: Condition path '${condition}' for chart ${dependency.name} returned non-bool value`);
    }
  }
  return byTags;
}

function enabledByTags(dependency: Declared, values: JsonObject, warn: Warn): boolean {
  const tags = tableAt(values, 'tags');
  if (tags === undefined) return true;
  const set: boolean[] = [];
  for (const tag of dependency.tags ?? []) {
    if (!Object.hasOwn(tags, tag)) continue;
    const value = tags[tag];
    if (typeof value === 'boolean') set.push(value);
    else warn(`Warning: Tag '${tag}' for chart ${dependency.name} returned non-bool value`);
  }
  return set.length === 0 || set.includes(true);
}
