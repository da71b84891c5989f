import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Deployment, systemNamespace } from '@violet/api';
import { type Cluster, connectCluster, parseKubeconfig } from '@violet/kube';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Kubectl, kubectlFor } from '../../../../e2e/harness/kubectl.ts';
import {
  approve,
  pendingPlan,
  subscriptionYaml,
  untilCondition,
  untilOffered,
  untilRow,
  untilStatus,
} from '../../../../e2e/harness/operators.ts';
import { type StoryPlatform, startPlatform } from '../../../../e2e/harness/platform.ts';
import { samplePackage } from '../../../../e2e/harness/samples.ts';
import { push } from '../../../../e2e/harness/violet.ts';
import { type PeerCluster, startCluster } from '../../cluster.ts';
import { type RealOlm, startRealOlm } from '../real-olm.ts';
import { olmNamespace } from '../surroundings.ts';
import { operatorsOf } from './unharmed.ts';

const bin = process.env['VIOLET_PEERS_BIN'] ?? '';
/** Until what it last wrote is old, then a quiet minute. */
const takeoverMs = 240_000;
const automatic = 'clickhouse-operator';
const manual = 'harbor-ce-operator';
const withWebhook = 'quota-operator';

const directory = mkdtempSync(join(tmpdir(), 'violet-takeover-'));
let peer: PeerCluster;
let olm: RealOlm | undefined;
let platform: StoryPlatform;
let business: Kubectl;
let client: Cluster;

beforeAll(async () => {
  peer = await startCluster(bin, join(directory, 'cluster'));
  olm = await startOlm();
  platform = await startPlatform({ kubeconfigs: { business: peer.kubeconfig } });
  business = kubectlFor(platform.kubeconfig, 'business');
  client = connectCluster(parseKubeconfig(readFileSync(peer.kubeconfig, 'utf8')).access());
});
afterAll(async () => {
  await platform?.remove();
  await client?.close();
  await olm?.stop();
  await peer?.stop();
  rmSync(directory, { recursive: true, force: true });
});

const startOlm = () => startRealOlm(bin, join(directory, 'olm'), peer.kubeconfig, systemNamespace);
const untilEngine = (reason: string, timeoutMs?: number) =>
  untilCondition(business, 'get olmconfig cluster', { type: 'VioletEngineActive', reason }, timeoutMs);
const getSubscription = (operator: string) => `-n ${operator} get subscription ${operator}-subs`;
const installed = (operator: string, csv: string) =>
  untilRow(business, `-n ${operator} get csv`, { NAME: csv, PHASE: 'Succeeded' });

async function offer(operator: string, version: string): Promise<void> {
  await push(platform, await samplePackage(operator, version), '--clusters', 'business');
  await untilOffered(business, operator, `${operator}.${version}`);
}

async function subscribe(operator: string, approval: 'Manual' | 'Automatic'): Promise<void> {
  await business(`create namespace ${operator}`);
  await business('create -f -', { input: subscriptionYaml({ operator, approval }) });
}

/** What is there when nothing has changed for a while, on a machine that may be busy. */
async function untilSettled(): Promise<string[]> {
  let seen: string[] = [];
  let looksAlike = 0;
  await expect
    .poll(
      async () => {
        const now = await operatorsOf(client);
        looksAlike = String(now) === String(seen) ? looksAlike + 1 : 0;
        seen = now;
        return looksAlike;
      },
      { interval: 2_000, timeout: 100_000 },
    )
    .toBe(5);
  return seen;
}

describe('operators in a cluster whose engine changes', { timeout: takeoverMs + 60_000 }, () => {
  let before: string[];

  it("are installed by upstream's OLM, which runs there", async () => {
    await untilEngine('OtherOLMRuns');
    await offer(automatic, 'v0.18.2');
    await offer(withWebhook, 'v1.0.0');
    await offer(manual, 'v2.12.10');
    await subscribe(automatic, 'Automatic');
    await subscribe(withWebhook, 'Automatic');
    await subscribe(manual, 'Manual');
    const first = 'harbor-ce-operator.v2.12.10';
    await approve(business, manual, await pendingPlan(business, getSubscription(manual), first));

    await installed(automatic, 'clickhouse-operator.v0.18.2');
    await installed(withWebhook, 'quota-operator.v1.0.0');
    await installed(manual, first);
    for (const operator of [automatic, withWebhook, manual])
      await untilStatus(business, getSubscription(operator), { state: 'AtLatestKnown' });
    before = await untilSettled();
    expect(before.filter((line) => line.includes('"Succeeded"')).length).toBeGreaterThan(3);
  });

  it('stay as they are when it goes and our engine takes over', async () => {
    await olm?.stop();
    olm = undefined;

    await untilEngine('NoOtherOLM', takeoverMs);
    await untilOffered(business, automatic, 'clickhouse-operator.v0.18.2');
    expect(await untilSettled()).toEqual(before);
  });

  it('are upgraded by our engine then', async () => {
    await offer(automatic, 'v0.18.3');

    await installed(automatic, 'clickhouse-operator.v0.18.3');
    await business('-n cpaas-system wait csv/clickhouse-operator.v0.18.2 --for=delete --timeout=50s');
    await untilStatus(business, getSubscription(automatic), { state: 'AtLatestKnown' });
    const after = await untilSettled();
    expect(after.filter(isNot(automatic))).toEqual(before.filter(isNot(automatic)));
    before = after;
  });

  it("stay as they are when upstream's OLM comes and our engine stands aside", async () => {
    for (const name of ['olm-operator', 'catalog-operator'])
      await client.resource(Deployment, olmNamespace).create(deploymentOf(name));
    olm = await startOlm();

    const message = await untilEngine('OtherOLMRuns');
    expect(message).toContain('operator is running');
    await untilOffered(business, automatic, 'clickhouse-operator.v0.18.3');
    expect(await untilSettled()).toEqual(before);
  });

  it("are upgraded by upstream's OLM then", async () => {
    await offer(manual, 'v2.12.11');
    const next = 'harbor-ce-operator.v2.12.11';
    await approve(business, manual, await pendingPlan(business, getSubscription(manual), next));

    await installed(manual, next);
    expect((await untilSettled()).filter(isNot(manual))).toEqual(before.filter(isNot(manual)));
  });
});

/** Lines of other operators. */
const isNot = (operator: string) => (line: string) => !line.includes(operator.replace(/(-ce)?-operator/, ''));

/** What the cluster shows of the program that runs beside it. */
function deploymentOf(name: string): Deployment {
  const labels = { app: name };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, labels },
    spec: {
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name, image: 'registry.example.com/olm:v0.38.0' }] } },
    },
  };
}
