import { gunzipSync, gzipSync } from 'node:zlib';
import { metadataJson } from '@violet/charts';
import { Failure, isJsonObject, type JsonObject } from '@violet/machinery';
import type { RecordedChart, RecordedHook, ReleaseRecord, ReleaseStatus } from './record.ts';

/** Unzipped, against bombs in Secrets of others. */
const maxRecordBytes = 64 * 1024 * 1024;

/** A chart is written again as it was read: newer versions of Helm note more of it than we know. */
const chartsAsRead = new WeakMap<RecordedChart, JsonObject>();
const knownOfRelease = new Set('name info chart config manifest hooks version namespace apply_method'.split(' '));
const knownOfInfo = new Set(
  'first_deployed last_deployed deleted description status rollback_revision notes'.split(' '),
);

/** The `release` of the Secret's data: base64 of the API around Helm's own base64 of gzipped JSON. */
export function encodeRecord(record: ReleaseRecord): string {
  const zipped = gzipSync(JSON.stringify(releaseJson(record)), { level: 9 });
  return Buffer.from(zipped.toString('base64')).toString('base64');
}

/** Reads what Helm or we wrote; throws a Failure of code Invalid that names `source`. */
export function decodeRecord(data: string, source: string): ReleaseRecord {
  try {
    const bytes = Buffer.from(Buffer.from(data, 'base64').toString('latin1'), 'base64');
    const isZipped = bytes[0] === 0x1f && bytes[1] === 0x8b && bytes[2] === 0x08;
    const text = (isZipped ? gunzipSync(bytes, { maxOutputLength: maxRecordBytes }) : bytes).toString();
    return recordOf(JSON.parse(text) as JsonObject);
  } catch (error) {
    throw new Failure('Invalid', `${source}: not a Helm release: ${(error as Error).message}`, { cause: error });
  }
}

/** Helm's JSON, with its members in its order, and without what Go leaves out when empty. */
function releaseJson(record: ReleaseRecord): object {
  const { applyMethod, rollbackRevision = 0, unknown } = record;
  return {
    name: record.name,
    info: {
      first_deployed: record.firstDeployed,
      last_deployed: record.lastDeployed,
      deleted: record.deleted,
      ...filled({ description: record.description, status: record.status }),
      ...(rollbackRevision === 0 ? {} : { rollback_revision: rollbackRevision }),
      ...filled({ notes: record.notes }),
      ...unknown?.info,
    },
    chart: chartsAsRead.get(record.chart) ?? chartJson(record.chart),
    ...(Object.keys(record.config).length === 0 ? {} : { config: record.config }),
    ...filled({ manifest: record.manifest }),
    ...(record.hooks.length === 0 ? {} : { hooks: record.hooks.map(hookJson) }),
    version: record.version,
    namespace: record.namespace,
    ...(applyMethod === undefined ? {} : { apply_method: applyMethod }),
    ...unknown?.release,
  };
}

function chartJson(chart: RecordedChart): object {
  return {
    metadata: metadataJson(chart.metadata),
    lock: chart.lock ?? null,
    templates: chart.templates.map(fileJson),
    values: chart.values,
    schema: chart.schema === undefined ? null : base64(chart.schema),
    files: chart.files.map(fileJson),
  };
}

function fileJson(file: { name: string; data: Uint8Array }): object {
  return { name: file.name, data: base64(file.data) };
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}

function hookJson(hook: RecordedHook): object {
  const { lastRun } = hook;
  return {
    ...filled({ name: hook.name, kind: hook.kind, path: hook.path, manifest: hook.manifest }),
    ...(hook.events.length === 0 ? {} : { events: hook.events }),
    last_run: { started_at: lastRun.startedAt, completed_at: lastRun.completedAt, phase: lastRun.phase },
    ...(hook.weight === 0 ? {} : { weight: hook.weight }),
    ...(hook.deletePolicies.length === 0 ? {} : { delete_policies: hook.deletePolicies }),
    ...(hook.outputLogPolicies.length === 0 ? {} : { output_log_policies: hook.outputLogPolicies }),
  };
}

function filled(members: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(members).filter(([, text]) => text !== ''));
}

function recordOf(release: JsonObject): ReleaseRecord {
  const info = objectAt(release, 'info');
  const text = (member: string) => textAt(info, member);
  const applyMethod = textAt(release, 'apply_method');
  const rollbackRevision = info['rollback_revision'];
  const unknown = { release: without(release, knownOfRelease), info: without(info, knownOfInfo) };
  const hasUnknown = Object.keys(unknown.release).length + Object.keys(unknown.info).length > 0;
  return {
    name: textAt(release, 'name'),
    namespace: textAt(release, 'namespace'),
    version: typeof release['version'] === 'number' ? release['version'] : 0,
    status: (text('status') || 'unknown') as ReleaseStatus,
    description: text('description'),
    firstDeployed: text('first_deployed'),
    lastDeployed: text('last_deployed'),
    deleted: text('deleted'),
    notes: text('notes'),
    chart: chartOf(objectAt(release, 'chart')),
    config: objectAt(release, 'config'),
    manifest: textAt(release, 'manifest'),
    hooks: objectsAt(release, 'hooks').map(hookOf),
    labels: {},
    ...(applyMethod === 'csa' || applyMethod === 'ssa' ? { applyMethod } : {}),
    ...(typeof rollbackRevision === 'number' ? { rollbackRevision } : {}),
    ...(hasUnknown ? { unknown } : {}),
  };
}

function without(object: JsonObject, known: ReadonlySet<string>): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([member]) => !known.has(member)));
}

function chartOf(chart: JsonObject): RecordedChart {
  const lock = chart['lock'];
  const schema = textAt(chart, 'schema');
  const files = (member: string) =>
    objectsAt(chart, member).map((file) => ({ name: textAt(file, 'name'), data: bytesAt(file, 'data') }));
  const read: RecordedChart = {
    metadata: objectAt(chart, 'metadata') as unknown as RecordedChart['metadata'],
    ...(isJsonObject(lock) ? { lock: lock as unknown as NonNullable<RecordedChart['lock']> } : {}),
    values: objectAt(chart, 'values'),
    ...(schema === '' ? {} : { schema: bytesAt(chart, 'schema') }),
    templates: files('templates'),
    files: files('files'),
  };
  chartsAsRead.set(read, chart);
  return read;
}

function hookOf(hook: JsonObject): RecordedHook {
  const lastRun = objectAt(hook, 'last_run');
  return {
    name: textAt(hook, 'name'),
    kind: textAt(hook, 'kind'),
    path: textAt(hook, 'path'),
    manifest: textAt(hook, 'manifest'),
    events: textsAt(hook, 'events') as RecordedHook['events'],
    weight: typeof hook['weight'] === 'number' ? hook['weight'] : 0,
    deletePolicies: textsAt(hook, 'delete_policies'),
    outputLogPolicies: textsAt(hook, 'output_log_policies'),
    lastRun: {
      startedAt: textAt(lastRun, 'started_at'),
      completedAt: textAt(lastRun, 'completed_at'),
      phase: textAt(lastRun, 'phase') as RecordedHook['lastRun']['phase'],
    },
  };
}

function objectAt(object: JsonObject, member: string): JsonObject {
  const value = object[member];
  return isJsonObject(value) ? value : {};
}

function objectsAt(object: JsonObject, member: string): JsonObject[] {
  const value = object[member];
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

function textsAt(object: JsonObject, member: string): string[] {
  const value = object[member];
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}

function textAt(object: JsonObject, member: string): string {
  const value = object[member];
  return typeof value === 'string' ? value : '';
}

function bytesAt(object: JsonObject, member: string): Uint8Array {
  return Buffer.from(textAt(object, member), 'base64');
}
