import { CatalogSource, PackageManifest, Subscription, systemNamespace } from '@violet/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePorts } from '../../../../e2e/harness/free-ports.ts';
import { type FleetOfOne, startFleetOfOne } from '../marketplace/fleet-of-one.ts';
import { startRealOlm } from '../real-olm.ts';
import { type Relay, startRelay } from './relay.ts';

const bin = process.env['VIOLET_PEERS_BIN'] ?? '';
/**
 * OLM's clients try after 1 s, then 1.6 times as long each time: some seconds after their try at 43 s, the next one is 20 s away.
 */
const outageMs = 49_000;
const everyMs = 100;

const name = 'clickhouse-operator';
const subscription: Subscription = {
  apiVersion: 'operators.coreos.com/v1alpha1',
  kind: 'Subscription',
  metadata: { name: `${name}-subs`, annotations: { 'cpaas.io/target-namespaces': '' } },
  spec: {
    channel: 'stable',
    installPlanApproval: 'Automatic',
    name,
    source: 'platform',
    sourceNamespace: systemNamespace,
  },
};

describe("a catalogue that upstream's OLM could not reach for a while", () => {
  let fleet: FleetOfOne;
  let relay: Relay;
  beforeAll(async () => {
    const [listen = 0, called = 0] = await freePorts(2);
    relay = await startRelay(called, listen);
    fleet = await startFleetOfOne(bin, startRealOlm, (_cluster, library) =>
      library === 'platform'
        ? { listen: `127.0.0.1:${listen}`, names: [`127.0.0.1:${called}`] }
        : { listen: '127.0.0.1:0' },
    );
  });
  afterAll(async () => {
    await fleet?.stop();
    await relay?.stop();
  });

  const subscriptions = () => fleet.cluster.resource(Subscription, systemNamespace);
  const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

  async function until(wanted: () => Promise<unknown>): Promise<number> {
    const started = performance.now();
    await expect.poll(wanted, { timeout: 60_000, interval: everyMs }).toBe(true);
    return performance.now() - started;
  }

  async function connection(): Promise<string | undefined> {
    const source = await fleet.cluster.resource(CatalogSource, systemNamespace).get('platform');
    return source?.status?.connectionState?.lastObservedState;
  }

  async function isOffered(): Promise<boolean> {
    // The API is registered a moment before it answers.
    const found = await fleet.cluster
      .resource(PackageManifest, systemNamespace)
      .get(name)
      .catch(() => undefined);
    return found !== undefined;
  }

  async function installed(): Promise<string | undefined> {
    return (await subscriptions().get(`${name}-subs`))?.status?.installedCSV;
  }

  it('is connected to again and offered within seconds, and upgrades what follows it', {
    timeout: 240_000,
  }, async () => {
    await fleet.push(name, 'v0.18.2');
    await until(isOffered);
    await subscriptions().create(subscription);
    await until(async () => (await installed()) === `${name}.v0.18.2`);

    await relay.cut();
    await until(async () => !(await isOffered()));
    await pause(outageMs);
    expect(await connection()).not.toBe('READY');
    await relay.mend();

    const [connectedMs, offeredMs] = await Promise.all([
      until(async () => (await connection()) === 'READY'),
      until(isOffered),
    ]);
    await fleet.push(name, 'v0.18.3');
    const installedMs = await until(async () => (await installed()) === `${name}.v0.18.3`);
    expect.soft(connectedMs).toBeLessThan(15_000);
    expect.soft(offeredMs).toBeLessThan(20_000);
    expect.soft(installedMs).toBeLessThan(20_000);
  });
});
