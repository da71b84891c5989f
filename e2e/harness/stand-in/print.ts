import type { Cluster } from '@violet/kube';
import type { KubernetesObject } from '@violet/machinery';
import type { Named } from './resources.ts';

interface Table {
  columnDefinitions: { name: string; priority: number }[];
  rows: { cells: unknown[] }[];
}

/** The server's own table, laid out as kubectl does. */
export async function printTable(cluster: Cluster, path: string): Promise<string> {
  const table = await cluster.json<Table>({
    path,
    headers: { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' },
  });
  if (table.rows.length === 0) return '';
  const shown = table.columnDefinitions.flatMap(({ name, priority }, index) =>
    priority === 0 ? [{ name, index }] : [],
  );
  const lines = [
    shown.map(({ name }) => name.toUpperCase().replaceAll(' ', '_')),
    ...table.rows.map(({ cells }) => shown.map(({ index }) => String(cells[index] ?? ''))),
  ];
  const widths = shown.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)) + 3);
  return lines
    .map(
      (line) =>
        `${line
          .map((cell, column) => cell.padEnd(widths[column] ?? 0))
          .join('')
          .trimEnd()}\n`,
    )
    .join('');
}

export function printNames(named: Named, objects: readonly KubernetesObject[]): string {
  const { kind, group } = named.resource;
  const prefix = group === '' ? kind.toLowerCase() : `${kind.toLowerCase()}.${group}`;
  return objects.map(({ metadata }) => `${prefix}/${metadata.name}\n`).join('');
}

/** `{.a.b[0].c\.d}` in a text: fields and indices, which is what the stories ask for. */
export function printPath(object: KubernetesObject, template: string): string {
  return template.replace(/\{\.?([^}]*)\}/g, (_, path: string) => textAt(object, path));
}

function textAt(object: KubernetesObject, path: string): string {
  const steps = path
    .split(/(?<!\\)[.[\]]+/)
    .filter((step) => step !== '')
    .map((step) => step.replaceAll('\\.', '.'));
  const value = steps.reduce<unknown>((at, step) => (at as Record<string, unknown> | undefined)?.[step], object);
  return typeof value === 'string' ? value : JSON.stringify(value ?? '');
}
