// A stand-in for kubectl where none is installed: as much of it as the stories use, through our own client of the API.
import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { type Cluster, connectCluster, parseKubeconfig, resourcePath } from '@violet/kube';
import { Failure, isFailure, parseYaml } from '@violet/machinery';
import { eventually } from '../eventually.ts';
import { printNames, printPath, printTable } from './print.ts';
import { findNamed, type Named } from './resources.ts';
import { parseWords, type Words } from './words.ts';
import { diffObjects, writeObjects } from './write.ts';

async function get(cluster: Cluster, words: Words): Promise<string> {
  const parts: string[] = [];
  for (const named of await findNamed(cluster, words)) parts.push(await getKind(cluster, named, words));
  return parts.join('');
}

async function getKind(cluster: Cluster, named: Named, { flags }: Words): Promise<string> {
  const selector = flags.get('selector');
  const output = flags.get('output');
  const [name] = named.names;
  if (output === undefined) {
    if (name !== undefined) await existing(named, name);
    return printTable(cluster, pathOf(named, flags.get('namespace'), name, selector));
  }
  const objects =
    name === undefined
      ? (await named.client.list(selector === undefined ? {} : { labelSelector: selector })).items
      : [await existing(named, name)];
  if (output === 'name') return printNames(named, objects);
  const answer = name === undefined ? { apiVersion: 'v1', kind: 'List', metadata: {}, items: objects } : objects[0];
  if (output.startsWith('jsonpath=') && answer !== undefined)
    return printPath(answer, output.slice('jsonpath='.length));
  return `${JSON.stringify(answer, null, 2)}\n`;
}

function pathOf(
  { resource }: Named,
  namespace: string | undefined,
  name: string | undefined,
  selector: string | undefined,
): string {
  const path = resourcePath(resource, { namespace: namespace ?? 'default', ...(name === undefined ? {} : { name }) });
  return selector === undefined ? path : `${path}?labelSelector=${encodeURIComponent(selector)}`;
}

async function existing({ client, resource }: Named, name: string) {
  const object = await client.get(name);
  if (object === undefined) throw new Failure('NotFound', `${resource.plural}.${resource.group} "${name}" not found`);
  return object;
}

/** Prints as things happen, until somebody ends it. */
async function watch(cluster: Cluster, words: Words): Promise<void> {
  const template = (words.flags.get('output') ?? '').replace('jsonpath=', '');
  const [named] = await findNamed(cluster, words);
  if (named === undefined) throw new Failure('BadRequest', 'a watch needs a kind');
  const [name] = named.names;
  const selected = name === undefined ? {} : { fieldSelector: `metadata.name=${name}` };
  const { items, resourceVersion } = await named.client.list(selected);
  for (const object of items) process.stdout.write(printPath(object, template));
  for await (const event of named.client.watch({ ...selected, resourceVersion }))
    if (event.type !== 'BOOKMARK') process.stdout.write(printPath(event.object, template));
}

async function remove(cluster: Cluster, words: Words): Promise<string> {
  const lines: string[] = [];
  const selector = words.flags.get('selector');
  for (const named of await findNamed(cluster, words)) {
    const listed =
      named.names.length > 0
        ? []
        : (await named.client.list(selector === undefined ? {} : { labelSelector: selector })).items;
    for (const name of [...named.names, ...listed.map(({ metadata }) => metadata.name)]) {
      if (!words.flags.has('ignore-not-found')) await existing(named, name);
      await named.client.delete(name);
      await eventually(`${name} is gone`, async () =>
        (await named.client.get(name)) === undefined ? true : undefined,
      );
      lines.push(`${named.resource.kind.toLowerCase()} "${name}" deleted\n`);
    }
  }
  return lines.join('');
}

async function patch(cluster: Cluster, words: Words): Promise<string> {
  const [named] = await findNamed(cluster, words);
  const [name] = named?.names ?? [];
  if (named === undefined || name === undefined) throw new Failure('BadRequest', 'patch needs a kind and a name');
  const type = words.flags.get('type') ?? 'strategic';
  if (type !== 'merge' && type !== 'json' && type !== 'strategic')
    throw new Failure('BadRequest', `unknown patch type ${type}`);
  await named.client.patch(name, { type, body: parseYaml(words.flags.get('patch') ?? '') });
  return `${named.resource.kind.toLowerCase()}/${name} patched\n`;
}

async function annotate(cluster: Cluster, words: Words): Promise<string> {
  const { positionals, ...rest } = words;
  const isChange = (word: string) => /=|-$/.test(word);
  const [named] = await findNamed(cluster, { ...rest, positionals: positionals.filter((word) => !isChange(word)) });
  const [name] = named?.names ?? [];
  if (named === undefined || name === undefined) throw new Failure('BadRequest', 'annotate needs a kind and a name');
  const changes = positionals.filter(isChange).map((word) => {
    const at = word.indexOf('=');
    return at === -1 ? [word.slice(0, -1), null] : [word.slice(0, at), word.slice(at + 1)];
  });
  await named.client.patch(name, { type: 'merge', body: { metadata: { annotations: Object.fromEntries(changes) } } });
  return `${named.resource.kind.toLowerCase()}/${name} annotated\n`;
}

async function wait(cluster: Cluster, words: Words): Promise<string> {
  const [named] = await findNamed(cluster, words);
  const [what, type, value = 'True'] = (words.flags.get('for') ?? '').split('=');
  if (named === undefined || (type === undefined && what !== 'delete'))
    throw new Failure('BadRequest', 'wait needs a kind, names and --for');
  const { client, resource } = named;
  const names = words.flags.has('all') ? (await client.list()).items.map(({ metadata }) => metadata.name) : named.names;
  const isSo = async (name: string) => {
    const object = await client.get(name);
    return type === undefined ? object === undefined : hasCondition(object, type, value);
  };
  const timeoutMs = Number.parseInt(words.flags.get('timeout') ?? '30', 10) * 1000;
  for (const name of names)
    await eventually(`${name}: ${words.flags.get('for')}`, async () => ((await isSo(name)) ? true : undefined), {
      timeoutMs,
    });
  return names.map((name) => `${resource.kind.toLowerCase()}/${name} condition met\n`).join('');
}

function hasCondition(object: { status?: unknown } | undefined, type: string, value: string): boolean {
  const { conditions = [] } = (object?.status ?? {}) as { conditions?: { type: string; status: string }[] };
  return conditions.some((one) => one.type === type && one.status.toLowerCase() === value.toLowerCase());
}

/** `create namespace <name>` as the document that it stands for. */
function namespaceYaml({ positionals: [kind, name] }: Words): string | undefined {
  return kind === 'namespace' ? JSON.stringify({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }) : undefined;
}

async function perform(cluster: Cluster, words: Words): Promise<string> {
  switch (words.verb) {
    case 'get':
      if (!words.flags.has('watch')) return get(cluster, words);
      await watch(cluster, words);
      return '';
    case 'create':
    case 'apply':
      return writeObjects(cluster, words, namespaceYaml(words) ?? (await text(process.stdin)));
    case 'diff': {
      const differences = await diffObjects(cluster, words, await text(process.stdin));
      if (differences !== '') process.exitCode = 1;
      return differences;
    }
    case 'delete':
      return remove(cluster, words);
    case 'patch':
      return patch(cluster, words);
    case 'annotate':
      return annotate(cluster, words);
    case 'wait':
      return wait(cluster, words);
    default:
      throw new Failure('BadRequest', `the stand-in for kubectl does not know "${words.verb}"`);
  }
}

const words = parseWords(process.argv.slice(2));
const kubeconfig = parseKubeconfig(readFileSync(process.env['KUBECONFIG'] ?? '', 'utf8'));
const cluster = connectCluster(kubeconfig.access(words.flags.get('context')), { userAgent: 'kubectl' });
try {
  process.stdout.write(await perform(cluster, words));
} catch (error) {
  const failure = isFailure(error) ? error : undefined;
  const prefix =
    failure === undefined || failure.reason === 'UnknownResource' ? 'error: ' : `Error from server (${failure.code}): `;
  process.stderr.write(`${prefix}${(error as Error).message}\n`);
  process.exitCode = 1;
} finally {
  await cluster.close();
}
