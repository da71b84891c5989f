import { CatalogSource, PackageManifest, systemNamespace } from '@violet/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePorts } from '../../free-ports.ts';
import { startRealOlm } from '../real-olm.ts';
import { type FleetOfOne, startFleetOfOne } from './fleet-of-one.ts';
import { type Relay, startRelay } from './relay.ts';

const bin = process.env['VIOLET_PEERS_BIN'] ?? '';
/** After so long the next try of OLM's client (1 s, then 1.6 times as long each time, up to 2 min) is some 40 s away. */
const outageMs = 85_000;
const everyMs = 200;

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

  const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

  async function until(wanted: () => Promise<boolean>): Promise<number> {
    const started = performance.now();
    while (!(await wanted())) await pause(everyMs);
    return performance.now() - started;
  }

  async function connection(): Promise<string | undefined> {
    const source = await fleet.cluster.resource(CatalogSource, systemNamespace).get('platform');
    return source?.status?.connectionState?.lastObservedState;
  }

  async function isOffered(version: string): Promise<boolean> {
    const packages = fleet.cluster.resource(PackageManifest, systemNamespace);
    // The API is registered a moment before it answers.
    const found = await packages.get('clickhouse-operator').catch(() => undefined);
    return (found?.status?.channels ?? []).some(({ currentCSV }) => currentCSV === `clickhouse-operator.${version}`);
  }

  it('is connected to again within seconds, and offers what came meanwhile', { timeout: 240_000 }, async () => {
    await fleet.push('clickhouse-operator', 'v0.18.2');
    await until(() => isOffered('v0.18.2'));

    await relay.cut();
    await until(async () => (await connection()) !== 'READY');
    await pause(outageMs);
    expect(await connection()).not.toBe('READY');
    await relay.mend();

    expect(await until(async () => (await connection()) === 'READY')).toBeLessThan(15_000);
    await fleet.push('clickhouse-operator', 'v0.18.3');
    expect(await until(() => isOffered('v0.18.3'))).toBeLessThan(15_000);
  });
});
