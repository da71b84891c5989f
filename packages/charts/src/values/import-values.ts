import { goQuote } from '@violet/gotemplate';
import { cloneJson, isJsonObject, type JsonObject, setMember } from '@violet/machinery';
import { goFormat } from '../text/go-format.ts';
import { mergeTables, mergeValues, type Warn } from './coalesce.ts';
import type { Declared, Node } from './node.ts';
import { missingAt, tableAt } from './path.ts';

/** Lifts what charts import from their dependencies into their own values, the deepest charts first. */
export function importValues(node: Node, warn: Warn): void {
  for (const child of node.dependencies) importValues(child, warn);
  if (node.declared === undefined) return;
  const merged = mergeValues(node, {}, warn);
  const imported: JsonObject = {};
  for (const dependency of node.declared) importFrom(dependency, merged, imported, warn);
  // What the chart itself sets wins over what it imports.
  node.values = mergeTables(cloneJson(merged), imported, warn);
}

/** Tables are taken over as they are, so what is merged into them later shows in `merged` too, as in Helm. */
function importFrom(dependency: Declared, merged: JsonObject, imported: JsonObject, warn: Warn): void {
  const imports = (dependency['import-values'] ?? []).flatMap((entry) => importOf(entry) ?? []);
  for (const { child, parent, warning } of imports) {
    const path = `${dependency.name}.${child}`;
    const table = tableAt(merged, path);
    if (table === undefined) {
      warn(`${warning(dependency.name)}: ${goQuote(missingAt(merged, path))} is not a table`);
    } else {
      mergeTables(imported, nest(parent, table), warn);
    }
  }
  if (imports.length === 0) delete dependency['import-values'];
  else dependency['import-values'] = imports.map(({ child, parent }) => new Import(child, parent));
}

/** An import that was resolved: when an alias of the same chart comes to it again, Helm does not know it any more. */
class Import {
  readonly child: string;
  readonly parent: string;

  constructor(child: string, parent: string) {
    this.child = child;
    this.parent = parent;
  }
}

interface ImportRule {
  child: string;
  parent: string;
  warning: (chart: string) => string;
}

/** A plain name stands for the key of that name under the child's `exports`, taken to the parent's top. */
function importOf(entry: unknown): ImportRule | undefined {
  if (typeof entry === 'string') {
    return { child: `exports.${entry}`, parent: '.', warning: () => 'Warning: ImportValues missing table' };
  }
  if (!isJsonObject(entry) || entry instanceof Import) return undefined;
  const child = goFormat('%v', entry['child'] ?? null);
  const parent = goFormat('%v', entry['parent'] ?? null);
  return { child, parent, warning: (chart) => `Warning: ImportValues missing table from chart ${chart}` };
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
