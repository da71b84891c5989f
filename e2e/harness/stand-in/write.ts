import type { Cluster, ResourceClient } from '@violet/kube';
import {
  Failure,
  isJsonObject,
  type Json,
  type JsonObject,
  jsonEqual,
  type KubernetesObject,
  parseYamlDocuments,
  type Stored,
} from '@violet/machinery';
import { clientOf } from './resources.ts';
import type { Words } from './words.ts';

const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

interface Applied {
  before: Stored<KubernetesObject> | undefined;
  after: Stored<KubernetesObject>;
}

/** create and apply of what came on standard input. */
export async function writeObjects(cluster: Cluster, words: Words, input: string): Promise<string> {
  const lines: string[] = [];
  for (const { object, kind, client } of await readObjects(cluster, words, input)) {
    const done =
      words.verb === 'create' ? await create(client, object) : outcomeOf(await apply(client, object, words), words);
    lines.push(`${kind}/${object.metadata.name} ${done}\n`);
  }
  return lines.join('');
}

/** What applying would change: nothing is the empty text. */
export async function diffObjects(cluster: Cluster, words: Words, input: string): Promise<string> {
  const parts: string[] = [];
  for (const { object, kind, client } of await readObjects(cluster, words, input)) {
    const { before, after } = await apply(client, object, words, true);
    if (before !== undefined && jsonEqual(comparable(before), comparable(after))) continue;
    parts.push(`${kind}/${object.metadata.name}\n-${JSON.stringify(before)}\n+${JSON.stringify(after)}\n`);
  }
  return parts.join('');
}

async function readObjects(cluster: Cluster, { flags }: Words, input: string) {
  const found: { object: KubernetesObject; kind: string; client: ResourceClient }[] = [];
  for (const document of parseYamlDocuments(input, 'standard input')) {
    const object = document as unknown as KubernetesObject;
    const resource = await cluster.find(object.apiVersion, object.kind);
    if (resource === undefined)
      throw new Failure('NotFound', `no matches for kind "${object.kind}" in version "${object.apiVersion}"`);
    const client = clientOf(cluster, resource, object.metadata.namespace ?? flags.get('namespace'));
    found.push({ object, kind: `${object.kind.toLowerCase()}.${resource.group}`, client });
  }
  return found;
}

async function create(client: ResourceClient, object: KubernetesObject): Promise<string> {
  await client.create(object, { fieldManager: 'kubectl-create', fieldValidation: 'Strict' });
  return 'created';
}

async function apply(
  client: ResourceClient,
  object: KubernetesObject,
  { flags }: Words,
  dryRun = false,
): Promise<Applied> {
  const name = object.metadata.name ?? '';
  const before = await client.get(name);
  const isServerSide = flags.has('server-side');
  const fieldManager = flags.get('field-manager') ?? (isServerSide ? 'kubectl' : 'kubectl-client-side-apply');
  const options = { fieldManager, fieldValidation: 'Strict' as const, dryRun };
  if (isServerSide)
    return { before, after: await client.apply(object, { ...options, force: flags.has('force-conflicts') }) };
  const annotated: KubernetesObject = {
    ...object,
    metadata: {
      ...object.metadata,
      annotations: { ...object.metadata.annotations, [lastApplied]: `${JSON.stringify(object)}\n` },
    },
  };
  if (before === undefined) return { before, after: await client.create(annotated, options) };
  const known = JSON.parse(before.metadata.annotations?.[lastApplied] ?? '{}') as Json;
  const body = withRemovals(annotated as unknown as JsonObject, known);
  return { before, after: await client.patch(name, { type: 'merge', body }, options) };
}

function outcomeOf({ before, after }: Applied, { flags }: Words): string {
  if (flags.has('server-side')) return 'serverside-applied';
  if (before === undefined) return 'created';
  return before.metadata.resourceVersion === after.metadata.resourceVersion ? 'unchanged' : 'configured';
}

/** Without what every write changes. */
function comparable({ metadata, ...object }: Stored<KubernetesObject>): object {
  const { managedFields: _, resourceVersion: __, ...stated } = metadata;
  return { ...object, metadata: stated };
}

/** What was applied before and is no longer wanted becomes null in a merge patch. */
function withRemovals(wanted: JsonObject, before: Json): JsonObject {
  if (!isJsonObject(before)) return wanted;
  const removed = Object.keys(before)
    .filter((key) => !(key in wanted))
    .map((key) => [key, null] as const);
  const kept = Object.entries(wanted).map(([key, value]) => {
    const old = before[key];
    return [key, isJsonObject(value) && old !== undefined ? withRemovals(value, old) : value] as const;
  });
  return Object.fromEntries([...kept, ...removed]);
}
