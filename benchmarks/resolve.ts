import { spawnSync } from 'node:child_process';
import type { CatalogContent } from '@violet/bundles';
import {
  type CatalogIndex,
  type CsvInput,
  indexCatalog,
  loadResolverMeans,
  type ResolverMeans,
  resolve,
  type SubscriptionInput,
} from '@violet/olm';
import { peer } from '../e2e/harness/paths.ts';
import { communityCatalog } from '../tools/peers/olm-resolver/community-catalog.ts';

/** What resolving a namespace against the whole community catalogue costs, in milliseconds a time. */
export interface ResolveTimes {
  asked: string;
  /** With the catalogue at hand. */
  warm: number[];
  /** With a catalogue that came just now. */
  cold: number[];
  /** The same by upstream's resolver in one process that stays; undefined where it was not built. */
  upstream: { warm: number[]; cold: number[] } | undefined;
}

const namespace = 'team';
const globalNamespace = 'everywhere';
const key = { name: 'community', namespace: globalNamespace, priority: 0 };
/** A process that stays is judged when it is warm. */
const warmUps = 100;

interface Asked {
  subscriptions: readonly SubscriptionInput[];
  clusterServiceVersions: readonly CsvInput[];
}

/** New Subscriptions: one without dependencies, one with three, twenty; undefined without the test data. */
export async function timeResolving(times: number): Promise<ResolveTimes[] | undefined> {
  const content = communityCatalog('built');
  if (content === undefined) return undefined;
  const means = await loadResolverMeans();
  const index = indexCatalog(content, key);
  const ask = (packages: readonly string[]) => newSubscriptions(packages, content);
  const twenty = compatible(20, content, (packages) => answers(ask(packages), index, means));
  return [
    timeOne('one, no dependencies', ask(['grafana-operator']), { content, index, means, times }),
    timeOne('one, three dependencies', ask(['kuadrant-operator']), { content, index, means, times }),
    timeOne('twenty', ask(twenty), { content, index, means, times }),
  ];
}

/** Milliseconds for that many namespaces, in each of which one installed operator has an upgrade. */
export async function timeNamespaces(count: number): Promise<number | undefined> {
  const content = communityCatalog('built');
  if (content === undefined) return undefined;
  const means = await loadResolverMeans();
  const index = indexCatalog(content, key);
  const upgrades = content.bundles.filter(({ replaces, properties }) => replaces !== '' && properties.length > 1);
  const step = Math.floor(upgrades.length / count);
  const pending = Array.from({ length: count }, (_, at) => pendingUpgrade(upgrades[at * step], content));
  const started = performance.now();
  for (const asked of pending) answers(asked, index, means);
  return performance.now() - started;
}

interface Setting {
  content: CatalogContent;
  index: CatalogIndex;
  means: ResolverMeans;
  times: number;
}

function timeOne(asked: string, what: Asked, { content, index, means, times }: Setting): ResolveTimes {
  return {
    asked,
    warm: timed(times, () => answers(what, index, means)),
    cold: timed(times, () => answers(what, indexCatalog(content, key), means)),
    upstream: upstreamTimes(what, content),
  };
}

function timed(times: number, deed: () => void): number[] {
  const all: number[] = [];
  for (let time = -warmUps; time < times; time++) {
    const started = performance.now();
    deed();
    if (time >= 0) all.push(performance.now() - started);
  }
  return all;
}

function answers(asked: Asked, index: CatalogIndex, means: ResolverMeans): boolean {
  const resolution = resolve({ ...asked, namespace, globalNamespace, catalogs: [index], failForward: false }, means);
  return resolution.outcome === 'resolved' && resolution.blocked.length === 0 && resolution.operators.length > 0;
}

/** Fewer times than ours: one can take many seconds. */
const upstreamRuns = 5;

function upstreamTimes(asked: Asked, content: CatalogContent): ResolveTimes['upstream'] {
  const program = peer('olm-resolver');
  if (program === undefined) return undefined;
  const catalogs = [{ ...key, contentId: 'community' }];
  const question = { ...asked, namespace, globalNamespace, catalogs, failForward: false };
  const lines = [
    { op: 'content', id: 'community', content },
    { op: 'warm', times: upstreamRuns, question },
    { op: 'cold', times: upstreamRuns, question },
  ];
  const input = lines.map((line) => JSON.stringify(line)).join('\n');
  const ran = spawnSync(program, { input, encoding: 'utf8', maxBuffer: 2 ** 30 });
  if (ran.status !== 0) throw new Error(ran.stderr);
  const [, warm = [], cold = []] = ran.stdout
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as { milliseconds?: number[] }).milliseconds);
  return { warm, cold };
}

function newSubscriptions(packages: readonly string[], content: CatalogContent): Asked {
  return { subscriptions: packages.map((name) => subscriptionTo(name, content)), clusterServiceVersions: [] };
}

function subscriptionTo(name: string, { packages }: CatalogContent): SubscriptionInput {
  const channel = packages.find((one) => one.name === name)?.defaultChannelName;
  return { metadata: { name }, spec: { name, channel, source: key.name, sourceNamespace: key.namespace } };
}

/** Packages that can all be installed in one namespace. */
function compatible(
  count: number,
  { packages }: CatalogContent,
  isPossible: (names: readonly string[]) => boolean,
): string[] {
  const names: string[] = [];
  for (const { name } of packages) {
    if (names.length === count) break;
    if (isPossible([...names, name])) names.push(name);
  }
  return names;
}

function pendingUpgrade(bundle: CatalogContent['bundles'][number] | undefined, content: CatalogContent): Asked {
  if (bundle === undefined) return { subscriptions: [], clusterServiceVersions: [] };
  const { packageName, channelName, replaces } = bundle;
  const installed = content.bundles.find((one) => one.packageName === packageName && one.csvName === replaces);
  const subscription = subscriptionTo(packageName, content);
  return {
    subscriptions: [
      { ...subscription, spec: { ...subscription.spec, channel: channelName }, status: { installedCSV: replaces } },
    ],
    clusterServiceVersions: [
      {
        metadata: { name: replaces, namespace },
        spec: { version: installed?.version },
        status: { phase: 'Succeeded' },
      },
    ],
  };
}
