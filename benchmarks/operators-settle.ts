import { ClusterServiceVersion, InstallPlan, type Subscription } from '@violet/api';
import type { ResourceCache } from '@violet/kube';
import { eachAtOnce, type KubernetesObject } from '@violet/machinery';
import { type CatalogServer, startCatalogServer } from '@violet/olm/testing';
import { requestsSince } from './operators-engine.ts';
import { addCatalog, addSubscriber, catalogOf, csvName } from './operators-objects.ts';
import { type OperatorsSetting, startOperators } from './operators-setting.ts';
import { millisecondsUntil } from './until.ts';

const operator = 'made-up-operator';
const atOnce = 8;
const patienceMs = 600_000;
const versionAt = (index: number) => `1.${index}.0`;

/** What one new version in the catalogue costs: milliseconds, seconds of processor time of the engine's process. */
export interface SettleTimes {
  /** Until the last Subscription has its InstallPlan. */
  planned: number;
  /** Until the last one has it installed. */
  installed: number;
  plannedCpu: number;
  installedCpu: number;
  /** The engine's requests to the cluster until then, and which they were. */
  requests: number;
  asked: { request: string; count: number }[];
}

export interface Settling {
  /** One for each new version. */
  upgrades: SettleTimes[];
  /** From the approval of an InstallPlan until its operator has Succeeded, with nothing else to do. */
  approvals: number[];
}

/** Namespaces with one operator each, of which new versions come; in the sandbox, or with the API server in `bin`. */
export async function timeSettling(
  namespaces: number,
  { upgrades, approvals, bin }: { upgrades: number; approvals: number; bin?: string | undefined },
): Promise<Settling> {
  const setting = await startOperators(bin);
  const catalog = await startCatalogServer(catalogOf(operator, [versionAt(0)]));
  try {
    await addCatalog(setting.cluster, catalog.address);
    const names = Array.from({ length: namespaces }, (_, index) => `team-${index}`);
    await eachAtOnce(names, atOnce, (name) => addSubscriber(setting.cluster, name, operator, 'Automatic'));
    await untilInstalled(setting, namespaces, versionAt(0), performance.now());
    const all: SettleTimes[] = [];
    for (let turn = 1; turn <= upgrades; turn++) {
      await untilCalm(setting);
      all.push(await timeUpgrade(setting, catalog, namespaces, turn));
    }
    await untilCalm(setting);
    return { upgrades: all, approvals: await timeApprovals(setting, approvals, versionAt(upgrades)) };
  } finally {
    await setting.stop();
    catalog.close();
  }
}

async function timeUpgrade(setting: OperatorsSetting, catalog: CatalogServer, namespaces: number, turn: number) {
  const { engine } = setting;
  const requests = await engine.requests();
  const cpu = engine.cpu();
  const started = performance.now();
  const versions = Array.from({ length: turn + 1 }, (_, index) => versionAt(index));
  catalog.swap(catalogOf(operator, versions));
  const planned = await untilPlanned(setting, namespaces, versionAt(turn), started);
  const plannedCpu = engine.cpu() - cpu;
  const installed = await untilInstalled(setting, namespaces, versionAt(turn), started);
  const installedCpu = engine.cpu() - cpu;
  const { total, asked } = requestsSince(requests, await engine.requests());
  return { planned, installed, plannedCpu, installedCpu, requests: total, asked };
}

/** An upgrade is over when what it replaced is gone, too, and the engine has nothing more to say. */
export async function untilCalm({ operators, engine }: OperatorsSetting): Promise<void> {
  const current = () => operators.list().every(({ status }) => status?.phase === 'Succeeded');
  if (!(await operators.until(current, patienceMs))) throw new Error('not every operator has Succeeded');
  let before = Number.NaN;
  await millisecondsUntil(
    'the engine has nothing more to ask',
    async () => {
      const now = requestsSince(new Map(), await engine.requests()).total;
      const isCalm = now === before;
      before = now;
      return isCalm;
    },
    { pauseMs: 1_500, patienceMs },
  );
}

function untilPlanned({ subscriptions }: OperatorsSetting, count: number, version: string, started: number) {
  const wanted = csvName(operator, version);
  const isPlanned = ({ status }: Subscription) => status?.currentCSV === wanted;
  return until(subscriptions, isPlanned, count, started);
}

export async function untilInstalled(setting: OperatorsSetting, count: number, version: string, started: number) {
  const wanted = csvName(operator, version);
  const hasSucceeded = ({ metadata, status }: ClusterServiceVersion) =>
    metadata.name === wanted && status?.phase === 'Succeeded';
  await until(setting.operators, hasSucceeded, count, started);
  return await until(setting.subscriptions, ({ status }) => status?.installedCSV === wanted, count, started);
}

/** Milliseconds from `started` until that many objects are so. */
async function until<T extends KubernetesObject>(
  cache: ResourceCache<T>,
  isSo: (object: T) => boolean,
  count: number,
  started: number,
): Promise<number> {
  const found = await cache.until(() => cache.list().filter(isSo).length >= count, patienceMs);
  if (!found) throw new Error(`not all ${count} objects came as far as they should in ${patienceMs} ms`);
  return performance.now() - started;
}

async function timeApprovals({ cluster }: OperatorsSetting, times: number, version: string): Promise<number[]> {
  const all: number[] = [];
  for (let time = 0; time < times; time++) {
    const namespace = `approved-${time}`;
    await addSubscriber(cluster, namespace, operator, 'Manual');
    const plans = cluster.resource(InstallPlan, namespace);
    let plan: string | undefined;
    await millisecondsUntil('a plan waits for approval', async () => {
      const { items } = await plans.list();
      plan = items.find(({ status }) => status?.phase === 'RequiresApproval')?.metadata.name;
      return plan !== undefined;
    });
    const started = performance.now();
    await plans.patch(plan ?? '', { type: 'merge', body: { spec: { approved: true } } });
    const operators = cluster.resource(ClusterServiceVersion, namespace);
    const hasSucceeded = async () => (await operators.get(csvName(operator, version)))?.status?.phase === 'Succeeded';
    all.push(await millisecondsUntil('an approved operator succeeds', hasSucceeded, { started }));
  }
  return all;
}
