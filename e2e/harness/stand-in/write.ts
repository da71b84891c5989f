import type { Cluster, ResourceClient } from '@violet/kube';
import {
  Failure,
  isJsonObject,
  type Json,
  type JsonObject,
  type KubernetesObject,
  parseYamlDocuments,
} from '@violet/machinery';
import { clientOf } from './resources.ts';
import type { Words } from './words.ts';

const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

/** create and apply of what came on standard input. */
export async function writeObjects(cluster: Cluster, words: Words, input: string): Promise<string> {
  const lines: string[] = [];
  for (const document of parseYamlDocuments(input, 'standard input')) {
    const object = document as unknown as KubernetesObject;
    const resource = await cluster.find(object.apiVersion, object.kind);
    if (resource === undefined)
      throw new Failure('NotFound', `no matches for kind "${object.kind}" in version "${object.apiVersion}"`);
    const client = clientOf(cluster, resource, object.metadata.namespace ?? words.flags.get('namespace'));
    const done = words.verb === 'create' ? await create(client, object) : await apply(client, object, words);
    lines.push(`${object.kind.toLowerCase()}.${resource.group}/${object.metadata.name} ${done}\n`);
  }
  return lines.join('');
}

async function create(client: ResourceClient, object: KubernetesObject): Promise<string> {
  await client.create(object, { fieldManager: 'kubectl-create', fieldValidation: 'Strict' });
  return 'created';
}

async function apply(client: ResourceClient, object: KubernetesObject, { flags }: Words): Promise<string> {
  if (flags.has('server-side')) {
    await client.apply(object, {
      fieldManager: 'kubectl',
      force: flags.has('force-conflicts'),
      fieldValidation: 'Strict',
    });
    return 'serverside-applied';
  }
  const annotated: KubernetesObject = {
    ...object,
    metadata: {
      ...object.metadata,
      annotations: { ...object.metadata.annotations, [lastApplied]: `${JSON.stringify(object)}\n` },
    },
  };
  const name = object.metadata.name ?? '';
  const live = await client.get(name);
  const options = { fieldManager: 'kubectl-client-side-apply', fieldValidation: 'Strict' as const };
  if (live === undefined) {
    await client.create(annotated, options);
    return 'created';
  }
  const before = JSON.parse(live.metadata.annotations?.[lastApplied] ?? '{}') as Json;
  const body = withRemovals(annotated as unknown as JsonObject, before);
  await client.patch(name, { type: 'merge', body }, options);
  return 'configured';
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
