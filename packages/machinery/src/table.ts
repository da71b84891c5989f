import { formatAge } from './duration.ts';
import { goJson } from './go/json.ts';
import { goFloat, goNumber } from './go/text.ts';
import type { Json } from './json.ts';
import { compileJsonPath } from './json-path/json-path.ts';

/** `meta.k8s.io/v1` Table: what `kubectl get` prints. */
export interface Table {
  kind: 'Table';
  apiVersion: 'meta.k8s.io/v1';
  metadata: { resourceVersion?: string; continue?: string; remainingItemCount?: number };
  columnDefinitions: TableColumn[];
  rows: TableRow[];
}

export interface TableColumn {
  name: string;
  type: string;
  format: string;
  description: string;
  /** 0 is always shown, more only with `-o wide`. */
  priority: number;
}

export interface TableRow {
  /** One per column; null prints as `<none>`. */
  cells: Json[];
  object?: unknown;
  conditions?: { type: string; status: string; reason?: string; message?: string }[];
}

/** A CRD's `additionalPrinterColumns` entry. */
export interface PrinterColumn {
  name: string;
  type: string;
  jsonPath: string;
  description?: string;
  format?: string;
  priority?: number;
}

export const nameColumn: TableColumn = {
  name: 'Name',
  type: 'string',
  format: 'name',
  description:
    'Name must be unique within a namespace. Is required when creating resources, although some resources may allow a client to request the generation of an appropriate name automatically. Name is primarily intended for creation idempotence and configuration definition. Cannot be updated. More info: https://kubernetes.io/docs/concepts/overview/working-with-objects/names#names',
  priority: 0,
};

export function tableColumn(column: PrinterColumn): TableColumn {
  return {
    name: column.name,
    type: column.type,
    format: column.format ?? '',
    description: column.description ?? `Custom resource definition column (in JSONPath format): ${column.jsonPath}`,
    priority: column.priority ?? 0,
  };
}

/** What a printer column shows of an object: dates become ages at `now`, a value of another type shows nothing. */
export function tableCell(column: PrinterColumn, object: unknown, now: Date): Json {
  const [value] = compileJsonPath(column.jsonPath)(object);
  if (value === undefined) return null;
  switch (column.type) {
    case 'string':
      return cellText(value);
    case 'integer':
      return typeof value === 'number' ? Math.trunc(value) : null;
    case 'number':
      return typeof value === 'number' ? value : null;
    case 'boolean':
      return typeof value === 'boolean' ? value : null;
    case 'date':
      return typeof value === 'string' ? ageSince(value, now) : null;
    default:
      return null;
  }
}

function cellText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return Number.isInteger(value) ? goNumber(value) : goFloat(value);
  if (value === null) return '<nil>';
  return typeof value === 'object' ? goJson(value) : String(value);
}

/** The age of an RFC 3339 timestamp as kubectl's AGE column; `<unknown>` for none, `<invalid>` for no timestamp. */
export function ageSince(timestamp: string | undefined, now: Date): string {
  if (timestamp === undefined || timestamp === '') return '<unknown>';
  const time = Date.parse(timestamp);
  return Number.isNaN(time) ? '<invalid>' : formatAge(now.getTime() - time);
}
