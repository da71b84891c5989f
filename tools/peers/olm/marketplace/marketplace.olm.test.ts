import {
  ClusterServiceVersion,
  InstallPlan,
  PackageManifest,
  type PackageManifestStatus,
  Subscription,
  systemNamespace,
} from '@violet/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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

  async function subscribe(name: string, installPlanApproval: 'Manual' | 'Automatic'): Promise<void> {
    await subscriptions().create({
      apiVersion: 'operators.coreos.com/v1alpha1',
      kind: 'Subscription',
      metadata: { name: `${name}-subs`, annotations: { 'cpaas.io/target-namespaces': '' } },
      spec: { channel: 'stable', installPlanApproval, name, source: 'platform', sourceNamespace: systemNamespace },
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

  it('refuses Automatic for an operator from Alauda: no InstallPlan is carried out, and the Subscription says why', async () => {
    await fleet.push('opensearch-operator', 'v3.14.2');
    await untilOffered('opensearch-operator', 'opensearch-operator.v3.14.2');
    await subscribe('opensearch-operator', 'Manual');
    const { found } = await until(
      () => subscriptions().get('opensearch-operator-subs'),
      (one) => one?.status?.installPlanRef !== undefined,
    );
    const plan = found?.status?.installPlanRef?.name ?? '';
    expect((await fleet.cluster.resource(InstallPlan, systemNamespace).get(plan))?.spec.approved).toBe(false);

    const body = { spec: { installPlanApproval: 'Automatic' } };
    await subscriptions().patch('opensearch-operator-subs', { type: 'merge', body });
    const refused = await until(
      () => subscriptions().get('opensearch-operator-subs'),
      (one) => one?.status?.conditions?.some(({ type }) => type === 'InstallationRefused') === true,
    );
    expect(refused.found?.status?.conditions?.find(({ type }) => type === 'InstallationRefused')?.message).toContain(
      'opensearch-operator is a platform operator and is not allowed to installed in Automatic mode',
    );
  });
});
