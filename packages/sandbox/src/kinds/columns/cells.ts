import type { Column } from '@violet/apiserver';
import { formatAge, type Json, type KubernetesObject } from '@violet/machinery';
import { at, objectsAt, textAt } from '../read.ts';

type Cell = (object: KubernetesObject, now: Date) => Json;

export function column(name: string, type: Column['type'], cell: Cell): Column {
  return { name, type, priority: 0, cell };
}

export function text(name: string, cell: Cell): Column {
  return column(name, 'string', cell);
}

export function integer(name: string, cell: Cell): Column {
  return column(name, 'integer', cell);
}

/** Shown with `-o wide` only. */
export function wide(shown: Column): Column {
  return { ...shown, priority: 1 };
}

export const nameColumn: Column = { ...text('Name', ({ metadata }) => metadata.name ?? ''), format: 'name' };
export const ageColumn: Column = text('Age', ({ metadata }, now) => since(metadata.creationTimestamp, now));

/** Kinds without a printer of their own. */
export const plainColumns: Column[] = [
  nameColumn,
  column('Created At', 'date', ({ metadata }) => metadata.creationTimestamp ?? null),
];

/** How long ago a timestamp was; `<unknown>` where there is none. */
export function since(timestamp: unknown, now: Date): string {
  if (typeof timestamp !== 'string' || timestamp === '') return '<unknown>';
  return formatAge(now.getTime() - Date.parse(timestamp));
}

/** Go's `labels.FormatLabels`. */
export function formatLabels(labels: unknown): string {
  const entries = Object.entries((labels ?? {}) as Record<string, string>);
  if (entries.length === 0) return '<none>';
  return entries
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
}

/** Names and images of the containers below a pod spec. */
export function containerColumns(podSpec: string): Column[] {
  const joined = (object: KubernetesObject, member: string) =>
    objectsAt(object, `${podSpec}.containers`)
      .map((container) => textAt(container, member))
      .join(',');
  return [
    wide(text('Containers', (object) => joined(object, 'name'))),
    wide(text('Images', (object) => joined(object, 'image'))),
  ];
}

/** `list` up to `max` items, then how many more there are. */
export function listWithMore(list: readonly string[], max: number, empty: string): string {
  if (list.length > max) return `${list.slice(0, max).join(',')} + ${list.length - max} more...`;
  return list.join(',') || empty;
}

/** A value as Go prints it with `%v`, or what stands for nothing. */
export function orElse(object: unknown, path: string, missing: string): string {
  const value = at(object, path);
  return value === undefined || value === null ? missing : String(value);
}
