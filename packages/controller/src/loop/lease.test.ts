import { resource } from '@violet/api';
import { type Cluster, connectCluster, parseKubeconfig } from '@violet/kube';
import { manualClock } from '@violet/kube/testing';
import { aSandbox, type SandboxUnderTest } from '@violet/sandbox/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { silentLog } from '../log.ts';
import { followLease } from './lease.ts';

const Lease = resource('coordination.k8s.io/v1', 'Lease', 'leases');
const hourMs = 3_600_000;

let sandbox: SandboxUnderTest;
let cluster: Cluster;

beforeAll(async () => {
  sandbox = await aSandbox();
  cluster = connectCluster(parseKubeconfig(sandbox.kubeconfig).access());
});

afterAll(async () => {
  await cluster.close();
  await sandbox.close();
});

/** Of a process that has died. */
async function aHeldLease(name: string): Promise<void> {
  await cluster.resource(Lease, 'default').create({
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name },
    spec: { holderIdentity: 'other', leaseDurationSeconds: 15 },
  });
}

it.each([
  ['forward', hourMs],
  ['back', -hourMs],
])(
  'a lease is taken over when it has not been renewed for its time, though the time of day is put %s',
  async (way, shiftMs) => {
    const clock = manualClock();
    const stopping = new AbortController();
    let isHeld = false;
    const whileHeld = (signal: AbortSignal) => {
      isHeld = true;
      return new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
    };
    await aHeldLease(way);
    const options = { cluster, namespace: 'default', name: way, identity: 'me', clock, log: silentLog, whileHeld };
    const following = followLease(options, stopping.signal);
    await expect.poll(() => clock.waiting).toBe(1);

    clock.shiftTimeOfDay(shiftMs);
    clock.advance(2_000);
    await expect.poll(() => clock.waiting).toBe(1);
    expect(isHeld).toBe(false);
    clock.advance(14_000);
    await expect.poll(() => isHeld).toBe(true);

    stopping.abort();
    await following;
  },
);
