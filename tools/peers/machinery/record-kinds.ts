import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { builtinKinds } from '../../../packages/sandbox/src/kinds/builtin-kinds.ts';
import type { BuiltinKind } from '../../../packages/sandbox/src/kinds/kind.ts';

// Writes a real API server's answers into the case files of the built-in kinds: `node record-kinds.ts <url> <token>`. The
// server must be new and run without controllers and without the plugins ServiceAccount, Priority, DefaultTolerationSeconds,
// StorageObjectInUseProtection and TaintNodesByCondition.
const [url = '', token = ''] = process.argv.slice(2);
const folder = join(import.meta.dirname, '../../../packages/sandbox/src/kinds/testdata');
const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'user-agent': 'recorder' };

interface StoredObject {
  apiVersion: string;
  kind: string;
  metadata: { name: string } & Record<string, unknown>;
  status?: object;
  message?: string;
}

interface Creation {
  object: StoredObject;
  /** Changes to the object: an update is recorded as well. */
  update?: StoredObject;
  /** Put as status before the table is read. */
  status?: object;
  created?: unknown;
  updated?: unknown;
  table?: unknown;
}

function kindOf({ apiVersion, kind }: StoredObject): BuiltinKind {
  const version = (candidate: BuiltinKind) =>
    candidate.group === '' ? candidate.version : `${candidate.group}/${candidate.version}`;
  const found = builtinKinds().find((candidate) => candidate.kind === kind && version(candidate) === apiVersion);
  if (found === undefined) throw new Error(`no kind ${apiVersion} ${kind}`);
  return found;
}

function collectionOf(object: StoredObject): string {
  const { group, version, namespaced, plural } = kindOf(object);
  return `${group === '' ? '/api' : `/apis/${group}`}/${version}${namespaced ? '/namespaces/default' : ''}/${plural}`;
}

async function request(
  method: string,
  path: string,
  body?: unknown,
  accept = 'application/json',
): Promise<StoredObject> {
  const content = body === undefined ? {} : { body: JSON.stringify(body) };
  const response = await fetch(`${url}${path}`, { method, headers: { ...headers, accept }, ...content });
  return (await response.json()) as StoredObject;
}

/** The answer without what differs from server to server. */
function answerOf(object: StoredObject): unknown {
  return object.kind === 'Status' ? { message: object.message } : { object };
}

async function record(item: Creation): Promise<Creation> {
  const { object, update, status } = item;
  const path = collectionOf(object);
  const one = `${path}/${encodeURIComponent(object.metadata.name)}`;
  const created = await request('POST', `${path}?fieldManager=recorder`, object);
  const result: Creation = { object, ...(update && { update }), ...(status && { status }), created: answerOf(created) };
  if (created.kind === 'Status') return result;
  if (update !== undefined) result.updated = answerOf(await request('PUT', `${one}?fieldManager=updater`, update));
  if (status !== undefined) {
    const current = await request('GET', one);
    const written = await request('PUT', `${one}/status`, { ...current, status: { ...current.status, ...status } });
    if (written.kind === 'Status') throw new Error(`${object.kind}: ${written.message}`);
  }
  const table = (await request('GET', one, undefined, 'application/json;as=Table;v=v1;g=meta.k8s.io')) as unknown as {
    columnDefinitions: { name: string; type: string; format: string; priority: number }[];
    rows: { cells: unknown[] }[];
  };
  result.table = {
    now: new Date().toISOString(),
    object: await request('GET', one),
    columns: table.columnDefinitions.map(({ name, type, format, priority }) => [name, type, format, priority]),
    cells: table.rows[0]?.cells,
  };
  await request('DELETE', `${one}?gracePeriodSeconds=0`);
  return result;
}

const file = join(folder, 'creations.json');
const cases = JSON.parse(readFileSync(file, 'utf8')) as Creation[];
const recorded: Creation[] = [];
for (const item of cases) recorded.push(await record(item));
writeFileSync(file, `[\n${recorded.map((item) => JSON.stringify(item)).join(',\n')}\n]\n`);
