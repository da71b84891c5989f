import { cloneJson, isJsonObject, type Json, type JsonObject, type KubernetesObject } from '@violet/machinery';
import { copiesNamespace, nameOf } from './collect.ts';
import { eventName, isEventOfOlm } from './events.ts';
import { csvsAmong, withoutGoneCsvs } from './gone-csvs.ts';
import { lookedAgain } from './life.ts';
import { withoutOurs } from './ours.ts';
import { isPassing, withoutPassing } from './passing.ts';

/** What no two clusters have alike: dropped wherever it is in metadata. */
const ownMetadata = ['uid', 'resourceVersion', 'generation', 'creationTimestamp', 'managedFields', 'deletionTimestamp'];
/** What comes out of a certificate made anew on each cluster. */
const certificates = ['caBundle', 'tls.crt', 'tls.key', 'olmCAKey', 'olmcahash', 'ca.crt'];
/** Of a service account, in a Secret. */
const tokens = ['token'];
/** Of a reference to an object, or of a Service. */
const ofTheCluster = ['resourceVersion', 'clusterIP', 'clusterIPs'];
const shortestToken = 200;
const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;
const uid = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g;
/** Of a plan that is not among the objects. */
const planName = /\binstall-[bcdfghjklmnpqrstvwxz2456789]{5}\b/g;
const serviceAddress = /\b10\.96\.\d+\.\d+\b/g;
const replicaSet = /ReplicaSet "(.+)-[a-z0-9]+"/g;

/** Objects by a name that both clusters give them, with all that is by chance or by time written alike. */
export function normalize(objects: readonly KubernetesObject[]): Map<string, JsonObject> {
  const names = new Map(objects.map((object) => [object, stableName(object)]));
  const words = [...names].flatMap(([object, name]): [string, string][] => [
    [object.metadata.name ?? '', name.split('/')[1] ?? ''],
    [object.metadata.uid ?? '', `<uid of ${name}>`],
  ]);
  const renamed = words.filter(([from, to]) => from !== '' && from !== to && !to.includes(' in '));
  const rewrite = (text: string) =>
    renamed
      .reduce((result, [from, to]) => result.replaceAll(from, to), text)
      .replaceAll(uid, '<uid>')
      .replaceAll(serviceAddress, '<address>')
      .replaceAll(planName, 'install-<random>')
      .replaceAll(replicaSet, 'ReplicaSet "$1-<hash>"');
  const csvs = csvsAmong(objects);
  const essence = (object: KubernetesObject) =>
    withoutPassing(withoutOurs(withoutGoneCsvs(orderNamespaces(copyOf(object)), csvs)));
  const result = new Map<string, JsonObject>();
  for (const [object, name] of names) {
    if (object.kind === 'Event') {
      if (isEventOfOlm(object) && !isPassing(object)) result.set(rewrite(eventName(object)), {});
    } else result.set(name, withoutCertificateHash(plain(essence(object), rewrite) as JsonObject));
  }
  return result;
}

/** Generated names become their origin's: InstallPlans by what they install, webhooks by what they were generated from. */
function stableName(object: KubernetesObject): string {
  const { labels = {}, namespace } = object.metadata;
  if (object.kind === 'InstallPlan') {
    const { generation = 0 } = (object.spec ?? {}) as { generation?: number };
    return `InstallPlan/plan-${generation}`;
  }
  const from = labels['olm.webhook-description-generate-name'];
  if (from !== undefined) return `${object.kind}/${from}<random>`;
  return namespace === copiesNamespace ? `${nameOf(object)} in ${namespace}` : nameOf(object);
}

/** The schemas of a CRD are large and have nothing of a cluster in them: they are taken as they are. */
function copyOf(object: KubernetesObject): JsonObject {
  const { spec, ...rest } = object as KubernetesObject & { spec?: JsonObject };
  if (object.kind !== 'CustomResourceDefinition' || spec === undefined) return cloneJson(object as never);
  const { versions, ...other } = spec;
  return { ...cloneJson(rest as never as JsonObject), spec: { ...cloneJson(other), versions: versions ?? [] } };
}

/** A Deployment whose Pods carry the hash of a certificate has another hash of its own on each cluster. */
function withoutCertificateHash(object: JsonObject): JsonObject {
  const text = JSON.stringify(object['spec'] ?? {});
  const { labels } = (object['metadata'] ?? {}) as { labels?: Record<string, string> };
  if (object['kind'] === 'Deployment' && text.includes('"olmcahash"') && labels?.['olm.deployment-spec-hash'])
    labels['olm.deployment-spec-hash'] = '<hash>';
  return object;
}

function plain(value: Json, rewrite: (text: string) => string, key = ''): Json {
  if (ofTheCluster.includes(key) && value !== 'None' && String(value) !== 'None') return `<${key}>`;
  // Only what `copyOf` has left as it is.
  if (typeof value === 'object' && Object.isFrozen(value)) return value;
  if (typeof value === 'string') {
    if (certificates.includes(key)) return '<certificate>';
    if (tokens.includes(key) && value.length > shortestToken) return '<token>';
    return time.test(value) ? '<time>' : inOrder(rewrite(value));
  }
  if (Array.isArray(value)) return value.map((item) => plain(item, rewrite, key));
  if (!isJsonObject(value)) return value;
  const result: JsonObject = {};
  for (const [name, member] of Object.entries(value)) {
    if ((key === 'metadata' && ownMetadata.includes(name)) || name === lookedAgain) continue;
    if (key === 'metadata' && name === 'annotations' && isJsonObject(member) && isEmpty(member)) continue;
    result[rewrite(name)] = plain(member, rewrite, name);
  }
  return result;
}

function isEmpty(annotations: JsonObject): boolean {
  return Object.keys(annotations).every((name) => name === lookedAgain);
}

/** Upstream lists the namespaces of a group in the order of a map. */
function orderNamespaces(object: JsonObject): JsonObject {
  const { kind, status } = object;
  if (kind === 'OperatorGroup' && isJsonObject(status) && Array.isArray(status['namespaces']))
    status['namespaces'].sort();
  return object;
}

const unsatisfiable = 'constraints not satisfiable: ';

/** Upstream names the reasons of a conflict in the order of a map. */
function inOrder(text: string): string {
  if (!text.startsWith(unsatisfiable)) return text;
  return unsatisfiable + text.slice(unsatisfiable.length).split(', ').sort().join(', ');
}
