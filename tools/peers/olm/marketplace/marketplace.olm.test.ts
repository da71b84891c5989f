import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ClusterServiceVersion,
  InstallPlan,
  PackageManifest,
  type PackageManifestStatus,
  Subscription,
  systemNamespace,
} from '@violet/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { largeOperator } from '../../../../e2e/harness/large-operator.ts';
import { startRealOlm } from '../real-olm.ts';
import { type FleetOfOne, startFleetOfOne } from './fleet-of-one.ts';
import { startOurEngine } from './our-engine.ts';

const bin = process.env['VIOLET_PEERS_BIN'] ?? '';

describe.each([
  ["upstream's OLM", startRealOlm],
  ['our engine', startOurEngine],
])('the marketplace with %s on a real cluster', (_engine, startEngine) => {
  let fleet: FleetOfOne;
  beforeAll(async () => {
    fleet = await startFleetOfOne(bin, startEngine);
  });
  afterAll(() => fleet?.stop());

  const packages = () => fleet.cluster.resource(PackageManifest, systemNamespace);
  const subscriptions = () => fleet.cluster.resource(Subscription, systemNamespace);

  async function until<T>(ask: () => Promise<T>, wanted: (found: T) => boolean): Promise<{ found: T; tookMs: number }> {
    const started = performance.now();
    for (;;) {
      const found = await ask();
      if (wanted(found)) return { found, tookMs: performance.now() - started };
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  const entriesOf = (status: PackageManifestStatus | undefined) =>
    (status?.channels ?? []).flatMap(({ name, entries }) =>
      entries.map((entry) => `${name} ${entry.name} ${entry.version}`),
    );
  const untilOffered = (name: string, csv: string) =>
    until(
      // The API is registered a moment before it answers.
      async () =>
        (
          await packages()
            .get(name)
            .catch(() => undefined)
        )?.status,
      (status) => entriesOf(status).some((entry) => entry.includes(csv)),
    );
  const untilSucceeded = (csv: string) =>
    until(
      async () => (await fleet.cluster.resource(ClusterServiceVersion, systemNamespace).get(csv))?.status?.phase,
      (phase) => phase === 'Succeeded',
    );

  async function subscribe(
    name: string,
    installPlanApproval: 'Manual' | 'Automatic',
    { called = `${name}-subs`, channel = 'stable' }: { called?: string; channel?: string } = {},
  ): Promise<void> {
    await subscriptions().create({
      apiVersion: 'operators.coreos.com/v1alpha1',
      kind: 'Subscription',
      metadata: { name: called, annotations: { 'cpaas.io/target-namespaces': '' } },
      spec: { channel, installPlanApproval, name, source: 'platform', sourceNamespace: systemNamespace },
    });
  }

  it('offers what is pushed within two seconds, and installs it', async () => {
    await fleet.push('clickhouse-operator', 'v0.18.2');
    const { found, tookMs } = await untilOffered('clickhouse-operator', 'clickhouse-operator.v0.18.2');

    expect(tookMs).toBeLessThan(2000);
    expect(entriesOf(found)).toEqual(['stable clickhouse-operator.v0.18.2 0.18.2']);
    expect(found?.catalogSource).toBe('platform');
    await subscribe('clickhouse-operator', 'Automatic');
    await untilSucceeded('clickhouse-operator.v0.18.2');
  });

  it('upgrades by itself what follows a channel automatically', async () => {
    await fleet.push('clickhouse-operator', 'v0.18.3');
    const { tookMs } = await untilOffered('clickhouse-operator', 'clickhouse-operator.v0.18.3');

    expect(tookMs).toBeLessThan(2000);
    await untilSucceeded('clickhouse-operator.v0.18.3');
    await until(
      () => subscriptions().get('clickhouse-operator-subs'),
      (one) => one?.status?.installedCSV === 'clickhouse-operator.v0.18.3',
    );
  });

  it('carries out nothing for an operator from Alauda that was subscribed to before it was there, and says why', async () => {
    await subscribe('opensearch-operator', 'Automatic');
    await fleet.push('opensearch-operator', 'v3.14.2');
    const { found } = await until(
      () => subscriptions().get('opensearch-operator-subs'),
      (one) => refusalOf(one) !== undefined,
    );

    expect(refusalOf(found)?.message).toContain(refused('opensearch-operator'));
    const operators = fleet.cluster.resource(ClusterServiceVersion, systemNamespace);
    expect(await operators.get('opensearch-operator.v3.14.2')).toBeUndefined();
    await approveBy('opensearch-operator-subs', 'Manual');
    const pending = await until(
      () => subscriptions().get('opensearch-operator-subs'),
      (one) => one?.status?.installPlanRef !== undefined && refusalOf(one) === undefined,
    );
    const plan = pending.found?.status?.installPlanRef?.name ?? '';
    const plans = fleet.cluster.resource(InstallPlan, systemNamespace);
    expect((await plans.get(plan))?.spec.approved).toBe(false);
    await plans.patch(plan, { type: 'merge', body: { spec: { approved: true } } });
    await untilSucceeded('opensearch-operator.v3.14.2');
  });

  it('refuses at admission what it knows to be from Alauda, and a second Subscription', async () => {
    await expect(approveBy('opensearch-operator-subs', 'Automatic')).rejects.toThrow(refused('opensearch-operator'));
    await fleet.push('harbor-ce-operator', 'v2.12.10');
    await untilOffered('harbor-ce-operator', 'harbor-ce-operator.v2.12.10');
    await expect(subscribe('harbor-ce-operator', 'Automatic')).rejects.toThrow(refused('harbor-ce-operator'));
    const second = subscribe('clickhouse-operator', 'Automatic', { called: 'another' });
    await expect(second).rejects.toThrow(
      'clickhouse-operator is already subscribed to by Subscription clickhouse-operator-subs',
    );
  });

  it('removes an operator with its Subscription, and no other', async () => {
    const operators = fleet.cluster.resource(ClusterServiceVersion, systemNamespace);
    await subscriptions().delete('clickhouse-operator-subs');
    await until(
      () => operators.get('clickhouse-operator.v0.18.3'),
      (csv) => csv === undefined,
    );

    expect(await operators.get('opensearch-operator.v3.14.2')).toBeDefined();
  });

  it("installs what has to be unpacked, with the cluster's own images", async () => {
    const directory = mkdtempSync(join(tmpdir(), 'violet-large-'));
    await fleet.pushPackage(await largeOperator('topolvm-operator', 'v2.3.0', directory));
    rmSync(directory, { recursive: true, force: true });
    await untilOffered('topolvm-operator', 'topolvm-operator.v2.3.0');
    await subscribe('topolvm-operator', 'Manual', { channel: 'alpha' });
    const { found } = await until(
      () => subscriptions().get('topolvm-operator-subs'),
      (one) => one?.status?.installPlanRef !== undefined,
    );
    const plans = fleet.cluster.resource(InstallPlan, systemNamespace);
    const body = { spec: { approved: true } };
    await plans.patch(found?.status?.installPlanRef?.name ?? '', { type: 'merge', body });
    await untilSucceeded('topolvm-operator.v2.3.0');

    const csv = await fleet.cluster.resource(ClusterServiceVersion, systemNamespace).get('topolvm-operator.v2.3.0');
    const images = [...JSON.stringify(csv?.spec).matchAll(/"image":"([^"]+)"/g)].map(([, image]) => image);
    expect(images.length).toBeGreaterThan(1);
    expect(images.filter((image) => !image?.startsWith(`${fleet.registryAddress}/`))).toEqual([]);
  });

  const refused = (operator: string) =>
    `${operator} is a platform operator and is not allowed to installed in Automatic mode`;
  const refusalOf = (one: Subscription | undefined) =>
    one?.status?.conditions?.find(({ type }) => type === 'InstallationRefused');
  const approveBy = (name: string, installPlanApproval: string) =>
    subscriptions().patch(name, { type: 'merge', body: { spec: { installPlanApproval } } });
});
