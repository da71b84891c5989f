import { isJsonObject, type Json, type JsonObject } from '@violet/machinery';

/** Those who write to objects after they were made: what of theirs is there depends on when one looks. */
const controllers = /^(kube-controller-manager|kube-scheduler|kubelet|kube-apiserver|kwok|Go-http-client)/;
const uid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
/** What an API server chooses itself. */
const chosen = new Set(['clusterIP', 'clusterIPs', 'nodePort', 'healthCheckNodePort', 'volumeName']);

/**
 * An object without what no two clusters have in common: uid, times, versions, status, addresses. Whose fields are whose
 * stays, without times.
 */
export function comparableObject({ status: _status, ...object }: JsonObject): Json {
  const { uid: _uid, resourceVersion: _version, creationTimestamp: _time, ...metadata } = object.metadata as JsonObject;
  const owners = Array.isArray(metadata['managedFields']) ? metadata['managedFields'].filter(isJsonObject) : [];
  const managedFields = owners.filter(isLasting).map(({ time: _written, ...owner }) => owner);
  return withoutChance({ ...object, metadata: { ...metadata, managedFields } });
}

function isLasting({ manager, subresource }: JsonObject): boolean {
  return subresource === undefined && !controllers.test(String(manager));
}

function withoutChance(value: Json, key = ''): Json {
  if (chosen.has(key) && value !== 'None') return '<chosen>';
  if (typeof value === 'string') return value.replace(uid, '<uid>');
  if (Array.isArray(value)) return value.map((item) => withoutChance(item));
  if (!isJsonObject(value)) return value;
  const members = Object.entries(value).map(([name, member = null]) => [name, withoutChance(member, name)] as const);
  return Object.fromEntries(members.toSorted(([left], [right]) => (left < right ? -1 : 1)));
}
