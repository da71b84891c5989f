import { cloneJson, isJsonObject, type JsonObject } from '@violet/machinery';
import type { Chart, ChartDependency } from '../chart/chart.ts';
import { satisfies } from '../version/constraint.ts';
import { setMember } from '../yaml/value.ts';
import { coalesceTables, coalesceValues, mergeValues } from './coalesce.ts';
import { tableAt, valueAt } from './path.ts';

/**
 * The chart as it is rendered and recorded: aliases applied, dependencies that tags and conditions switch off left out,
 * and the values that `import-values` lifts from dependencies among the chart's own.
 */
export function resolveDependencies(chart: Chart, values: JsonObject): Chart {
  return importValues(enableDependencies(chart, values, ''));
}

function enableDependencies(chart: Chart, values: JsonObject, path: string): Chart {
  const declared = chart.metadata.dependencies;
  if (declared === undefined) return chart;
  const children = chart.dependencies.filter((child) => !declared.some((dependency) => isMeant(dependency, child)));
  for (const dependency of declared) {
    const child = chart.dependencies.find((candidate) => isMeant(dependency, candidate));
    if (child !== undefined) children.push(aliased(child, dependency.alias));
  }
  const named = declared.map((dependency) => ({ ...dependency, name: dependency.alias || dependency.name }));
  const merged = coalesceValues({ ...chart, dependencies: children }, values);
  const enabled = named.filter((dependency) => isEnabled(dependency, merged, path));
  const disabled = new Set(named.filter((dependency) => !enabled.includes(dependency)).map(({ name }) => name));
  const { dependencies: _all, ...metadata } = chart.metadata;
  return {
    ...chart,
    metadata:
      enabled.length === 0
        ? metadata
        : { ...metadata, dependencies: enabled.map((dependency) => ({ ...dependency, enabled: true })) },
    dependencies: children
      .filter((child) => !disabled.has(child.metadata.name))
      .map((child) => enableDependencies(child, merged, `${path}${child.metadata.name}.`)),
  };
}

function isMeant(dependency: ChartDependency, child: Chart): boolean {
  return child.metadata.name === dependency.name && satisfies(dependency.version ?? '', child.metadata.version);
}

function aliased(child: Chart, alias: string | undefined): Chart {
  return alias ? { ...child, metadata: { ...child.metadata, name: alias } } : child;
}

/** Tags first; the first condition that has a boolean has the last word. */
function isEnabled(dependency: ChartDependency, values: JsonObject, path: string): boolean {
  let enabled = enabledByTags(dependency, values);
  for (const condition of (dependency.condition ?? '').trim().split(',')) {
    if (condition === '') continue;
    const value = valueAt(values, path + condition);
    if (typeof value !== 'boolean') continue;
    enabled = value;
    break;
  }
  return enabled;
}

function enabledByTags(dependency: ChartDependency, values: JsonObject): boolean {
  const tags = tableAt(values, 'tags');
  if (tags === undefined) return true;
  const set = (dependency.tags ?? []).map((tag) => tags[tag]).filter((value) => typeof value === 'boolean');
  return set.length === 0 || set.includes(true);
}

function importValues(chart: Chart): Chart {
  const withChildren = { ...chart, dependencies: chart.dependencies.map(importValues) };
  const declared = chart.metadata.dependencies;
  if (declared === undefined) return withChildren;
  const merged = mergeValues(withChildren, {});
  const imported: JsonObject = {};
  const dependencies = declared.map((dependency) => {
    const imports = (dependency['import-values'] ?? []).map(importOf);
    for (const { child, parent } of imports) {
      const table = tableAt(merged, `${dependency.name}.${child}`);
      if (table !== undefined) coalesceTables(imported, nest(parent, cloneJson(table)), true);
    }
    return imports.length === 0 ? dependency : { ...dependency, 'import-values': imports };
  });
  return {
    ...withChildren,
    metadata: { ...chart.metadata, dependencies },
    // What the parent itself sets wins over what it imports.
    values: coalesceTables(cloneJson(merged), imported, true),
  };
}

/** A plain name stands for the key of that name under the child's `exports`, taken to the parent's top. */
function importOf(entry: string | { child: string; parent: string }): { child: string; parent: string } {
  if (typeof entry === 'string') return { child: `exports.${entry}`, parent: '.' };
  return isJsonObject(entry)
    ? { child: String(entry.child), parent: String(entry.parent) }
    : { child: '', parent: '.' };
}

function nest(path: string, table: JsonObject): JsonObject {
  if (path === '.') return table;
  let nested = table;
  for (const part of path.split('.').reverse()) {
    const outer: JsonObject = {};
    setMember(outer, part, nested);
    nested = outer;
  }
  return nested;
}
