import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ClusterServiceVersion, PackageManifest, Subscription, systemNamespace } from '@violet/api';
import { root } from '../e2e/harness/paths.ts';
import { startFleetOfOne } from '../tools/peers/olm/marketplace/fleet-of-one.ts';
import { startOurEngine } from '../tools/peers/olm/marketplace/our-engine.ts';
import { startRealOlm } from '../tools/peers/olm/real-olm.ts';
import { inOwnNetwork, lackingForOwnNetwork } from '../tools/peers/own-network.ts';
import { millisecondsUntil } from './until.ts';

/** Milliseconds from the end of a push of a new version until … */
export interface OfferedTimes {
  engine: 'ours' | 'upstream';
  /** … its PackageManifest lists it, */
  offered: number;
  /** … a Subscription is on its way to it. */
  chosen: number;
}

const operator = 'clickhouse-operator';
const [first, second] = ['v0.18.2', 'v0.18.3'] as const;
const csv = (version: string) => `${operator}.${version}`;
/**
 * Upstream is still busy with an install for seconds after the operator has Succeeded: its catalog operator asks five times
 * a second at most, and its loops write the Subscription in each other's way and begin anew. A push is listed at once even
 * then, and the choice waits for that work, whatever the catalogue does.
 */
const calmMs = 15_000;

const engines = ['ours', 'upstream'] as const;
/** Each time on a new cluster, the engines in turn. */
const times = 3;

/** Run by `offeredTimes`: lines of JSON. */
export async function printOffered(bin: string, print: (line: string) => void): Promise<void> {
  for (let time = 0; time < times; time++)
    for (const engine of engines) print(JSON.stringify(await timeOffered(engine, bin)));
}

/** Upstream's OLM has fixed ports: in a network of its own. The answer is words where this machine has none to give. */
export function offeredTimes(): OfferedTimes[] | string {
  const lacking = lackingForOwnNetwork();
  if (lacking !== undefined) return `this needs ${lacking}`;
  const words = [process.execPath, join(root, 'benchmarks/run.ts'), 'operators-offered'];
  const [program = '', ...rest] = inOwnNetwork(words);
  const { status, stdout, stderr } = spawnSync(program, rest, { encoding: 'utf8' });
  if (status !== 0) return stderr;
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as OfferedTimes);
}

async function timeOffered(engine: OfferedTimes['engine'], bin: string): Promise<OfferedTimes> {
  const fleet = await startFleetOfOne(bin, engine === 'ours' ? startOurEngine : startRealOlm);
  try {
    const packages = fleet.cluster.resource(PackageManifest, systemNamespace);
    const subscriptions = fleet.cluster.resource(Subscription, systemNamespace);
    const isOffered = async (version: string) => {
      // The API is registered a moment before it answers.
      const found = await packages.get(operator).catch(() => undefined);
      return found?.status?.channels.some(({ currentCSV }) => currentCSV === csv(version)) ?? false;
    };
    await fleet.push(operator, first);
    await millisecondsUntil(`${first} is offered`, () => isOffered(first));
    await subscriptions.create({
      apiVersion: 'operators.coreos.com/v1alpha1',
      kind: 'Subscription',
      metadata: { name: operator, annotations: { 'cpaas.io/target-namespaces': '' } },
      spec: { channel: 'stable', name: operator, source: 'platform', sourceNamespace: systemNamespace },
    });
    const operators = fleet.cluster.resource(ClusterServiceVersion, systemNamespace);
    await millisecondsUntil(
      `${first} is installed`,
      async () => (await operators.get(csv(first)))?.status?.phase === 'Succeeded',
    );
    await new Promise((resolve) => setTimeout(resolve, calmMs));
    await fleet.push(operator, second);
    const started = performance.now();
    const [offered, chosen] = await Promise.all([
      millisecondsUntil(`${second} is offered`, () => isOffered(second), { started }),
      millisecondsUntil(
        `${second} is chosen`,
        async () => (await subscriptions.get(operator))?.status?.currentCSV === csv(second),
        { started },
      ),
    ]);
    return { engine, offered, chosen };
  } finally {
    await fleet.stop();
  }
}
