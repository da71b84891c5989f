import { ClusterServiceVersion, InstallPlan, Subscription } from '@violet/api';
import { eachAtOnce } from '@violet/machinery';
import { startCatalogServer } from '@violet/olm/testing';
import { addCatalog, addSubscriber, catalogOf, csvName } from './operators-objects.ts';
import { type OperatorsSetting, startOperators } from './operators-setting.ts';
import { millisecondsUntil } from './until.ts';

const operator = 'made-up-operator';
const [first, second] = ['1.0.0', '1.1.0'] as const;
const atOnce = 8;

/** What the engine took, in milliseconds, and the seconds of processor time of its process. */
export interface SettleTimes {
  /** From a new version in the catalogue until the last Subscription has its InstallPlan. */
  planned: number;
  /** Until the last one has it installed. */
  installed: number;
  plannedCpu: number;
  installedCpu: number;
  /** From the approval of an InstallPlan until its operator has Succeeded, with nothing else to do. */
  approvals: number[];
}

/** Namespaces with one operator each, of which there is a new version; in the sandbox, or with the API server in `bin`. */
export async function timeSettling(namespaces: number, approvals: number, bin?: string): Promise<SettleTimes> {
  const setting = await startOperators(bin);
  const catalog = await startCatalogServer(catalogOf(operator, [first]));
  try {
    await addCatalog(setting.cluster, catalog.address);
    const names = Array.from({ length: namespaces }, (_, index) => `team-${index}`);
    await eachAtOnce(names, atOnce, (name) => addSubscriber(setting.cluster, name, operator, 'Automatic'));
    await untilInstalled(setting, namespaces, first, performance.now());
    const cpuBefore = setting.engine.cpu();
    const started = performance.now();
    catalog.swap(catalogOf(operator, [first, second]));
    const planned = await untilPlanned(setting, namespaces, started);
    const plannedCpu = setting.engine.cpu() - cpuBefore;
    const installed = await untilInstalled(setting, namespaces, second, started);
    const installedCpu = setting.engine.cpu() - cpuBefore;
    return { planned, installed, plannedCpu, installedCpu, approvals: await timeApprovals(setting, approvals) };
  } finally {
    await setting.stop();
    catalog.close();
  }
}

function untilPlanned({ cluster }: OperatorsSetting, count: number, started: number): Promise<number> {
  return millisecondsUntil(
    'every namespace has its plan',
    async () => {
      const { items } = await cluster.resource(Subscription).list();
      return items.filter(({ status }) => status?.currentCSV === csvName(operator, second)).length === count;
    },
    { started, pauseMs: 100 },
  );
}

function untilInstalled({ cluster }: OperatorsSetting, count: number, version: string, started: number) {
  const wanted = csvName(operator, version);
  return millisecondsUntil(
    `${wanted} is installed everywhere`,
    async () => {
      const { items: subscriptions } = await cluster.resource(Subscription).list();
      if (subscriptions.filter(({ status }) => status?.installedCSV === wanted).length < count) return false;
      const { items: operators } = await cluster.resource(ClusterServiceVersion).list();
      return (
        operators.filter(({ metadata, status }) => metadata.name === wanted && status?.phase === 'Succeeded').length ===
        count
      );
    },
    { started, pauseMs: 250 },
  );
}

async function timeApprovals({ cluster }: OperatorsSetting, times: number): Promise<number[]> {
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
    const hasSucceeded = async () => (await operators.get(csvName(operator, second)))?.status?.phase === 'Succeeded';
    all.push(await millisecondsUntil('an approved operator succeeds', hasSucceeded, { started }));
  }
  return all;
}
