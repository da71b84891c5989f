import { readFileSync } from 'node:fs';
import {
  cloneJson,
  invalidFailure,
  isFailure,
  type Json,
  type KubernetesObject,
  parseApiVersion,
  updateManagedFields,
} from '@violet/machinery';
import { describe, expect, it } from 'vitest';
import { builtinKinds } from './builtin-kinds.ts';
import type { BuiltinKind } from './kind.ts';

/** What a real API server answered, written by `tools/peers/machinery/record-kinds.ts`. */
interface Case {
  object: KubernetesObject;
  update?: KubernetesObject;
  created: Answer;
  updated?: Answer;
  table?: { now: string; object: KubernetesObject; columns: Json[]; cells: Json[] };
}

interface Answer {
  object?: KubernetesObject;
  message?: string;
}

const cases = JSON.parse(readFileSync(new URL('./testdata/creations.json', import.meta.url), 'utf8')) as Case[];
const named = cases.map((item) => [`${item.object.kind} ${item.object.metadata.name}`, item] as const);

function kindOf({ apiVersion, kind }: KubernetesObject): BuiltinKind {
  const { group, version } = parseApiVersion(apiVersion);
  const found = builtinKinds().find((item) => item.kind === kind && item.group === group && item.version === version);
  if (found === undefined) throw new Error(`no kind ${kind}`);
  return found;
}

function refined(kind: BuiltinKind, sent: KubernetesObject): KubernetesObject {
  const object = cloneJson(sent);
  if (kind.namespaced) object.metadata.namespace = 'default';
  kind.normalize(object);
  kind.applyDefaults(object);
  return object;
}

function created(kind: BuiltinKind, sent: KubernetesObject): KubernetesObject {
  const object = refined(kind, sent);
  Object.assign(object.metadata, { uid: 'a-b-c', creationTimestamp: '2024-01-01T00:00:00Z' });
  ownFields(kind, object, kind.emptyObject(), 'recorder');
  kind.prepareCreate(object);
  return checked(kind, object);
}

function updated(kind: BuiltinKind, sent: KubernetesObject, old: KubernetesObject): KubernetesObject {
  const object = refined(kind, sent);
  const { uid, creationTimestamp, resourceVersion } = old.metadata;
  Object.assign(object.metadata, { uid, creationTimestamp, resourceVersion });
  ownFields(kind, object, old, 'updater');
  kind.prepareUpdate(object, old);
  return checked(kind, object, old);
}

function ownFields(kind: BuiltinKind, object: KubernetesObject, live: KubernetesObject, manager: string): void {
  const writer = {
    manager,
    apiVersion: object.apiVersion,
    now: new Date('2100-01-01T00:00:00Z'),
    resetFields: kind.resetFields(),
  };
  object.metadata.managedFields = updateManagedFields({ ...writer, schema: kind.schema, live, updated: object });
}

function checked(kind: BuiltinKind, object: KubernetesObject, old?: KubernetesObject): KubernetesObject {
  const causes = kind.validate(object, old);
  if (causes.length > 0) throw invalidFailure(kind, object.metadata.name ?? '', causes);
  return object;
}

function answerOf(write: () => KubernetesObject): Answer {
  try {
    return { object: write() };
  } catch (error) {
    if (isFailure(error)) return { message: error.message };
    throw error;
  }
}

/** Without what differs from write to write, and what the allocator gives to Services. */
function comparable({ object, message }: Answer): Json {
  // Upstream adds a diff of Go values in further lines, and reports keys of maps in random order.
  if (object === undefined)
    return (
      (message ?? '')
        .split('\n')[0]
        ?.split(/[[\],]/)
        .sort() ?? ''
    );
  const text = JSON.stringify(object, (key, value: Json) => (volatile.has(key) ? undefined : value));
  const copy = JSON.parse(text.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}|a-b-c/g, 'UID')) as KubernetesObject;
  if (copy.kind === 'Service') dropAllocations(copy.spec as Record<string, Json>);
  copy.metadata.managedFields = copy.metadata.managedFields?.filter(Boolean) ?? [];
  return copy as unknown as Json;
}

const volatile = new Set(['uid', 'resourceVersion', 'creationTimestamp', 'time', 'lastPhaseTransitionTime']);

function dropAllocations(spec: Record<string, Json>): void {
  for (const member of ['clusterIP', 'clusterIPs', 'ipFamilies', 'ipFamilyPolicy']) delete spec[member];
  for (const port of (spec['ports'] as Record<string, Json>[] | undefined) ?? []) delete port['nodePort'];
}

describe('a built-in kind', () => {
  it.each(named)('answers a creation as upstream does: %s', (_, item) => {
    const kind = kindOf(item.object);

    expect(comparable(answerOf(() => created(kind, item.object)))).toEqual(comparable(item.created));
  });

  it.each(named.filter(([, item]) => item.updated !== undefined))(
    'answers an update as upstream does: %s',
    (_, item) => {
      const kind = kindOf(item.object);
      const { update, created: before, updated: after } = item;
      if (update === undefined || before.object === undefined || after === undefined)
        throw new Error('an incomplete case');
      const old = before.object;

      expect(comparable(answerOf(() => updated(kind, update, old)))).toEqual(comparable(after));
    },
  );

  it.each(named.filter(([, item]) => item.table !== undefined))('prints the table of upstream: %s', (_, item) => {
    const { columns } = kindOf(item.object);
    const { table } = item;
    if (table === undefined) throw new Error('an incomplete case');

    expect(columns.map(({ name, type, format = '', priority }) => [name, type, format, priority])).toEqual(
      table.columns,
    );
    expect(columns.map(({ cell }) => cell(table.object, new Date(table.now))).map(withoutAge)).toEqual(
      table.cells.map(withoutAge),
    );
  });
});

/** The server's clock and ours differ by the time of one request. */
function withoutAge(cell: Json): Json {
  return typeof cell === 'string' && /^\d+s$/.test(cell) ? 'AGE' : cell;
}
