import { resource } from '@violet/api';
import { type Clock, type Cluster, pause, type ResourceClient } from '@violet/kube';
import { isFailure, type KubernetesObject, type Stored } from '@violet/machinery';
import type { Log } from '../log.ts';

interface LeaseSpec {
  holderIdentity?: string;
  leaseDurationSeconds?: number;
  acquireTime?: string;
  renewTime?: string;
  leaseTransitions?: number;
}

interface Lease extends KubernetesObject {
  spec?: LeaseSpec;
}

const LeaseKind = resource<Lease>('coordination.k8s.io/v1', 'Lease', 'leases');

const HOLD_SECONDS = 15;
const RENEW_MS = 3_000;
const RETRY_MS = 2_000;
/** A holder that could not renew for so long stops before others may begin. */
const GIVE_UP_MS = 10_000;

export interface LeaseOptions {
  cluster: Cluster;
  namespace: string;
  name: string;
  identity: string;
  clock: Clock;
  log: Log;
  /** Work while the lease is held; must end soon after the signal aborts. */
  whileHeld: (signal: AbortSignal) => Promise<void>;
}

/** Waits for the lease, works while holding it, and begins again when it is lost; until the signal aborts. */
export async function followLease(options: LeaseOptions, signal: AbortSignal): Promise<void> {
  const candidate = new Candidate(options);
  while (!signal.aborted) {
    if (await candidate.tryToHold(signal)) await candidate.work(signal);
    else await pause(options.clock, RETRY_MS, signal);
  }
}

class Candidate {
  readonly #options: LeaseOptions;
  readonly #leases: ResourceClient<Lease>;
  /** When this process first saw the version it sees now: neither clocks of other machines nor the time of day are trusted. */
  #seen: { version: string; at: number } | undefined;

  constructor(options: LeaseOptions) {
    this.#options = options;
    this.#leases = options.cluster.resource(LeaseKind, options.namespace);
  }

  async tryToHold(signal: AbortSignal): Promise<boolean> {
    const { name, clock, log } = this.#options;
    try {
      const lease = await this.#leases.get(name, { signal });
      if (lease === undefined) return await this.#write(undefined);
      const now = clock.monotonicMs();
      if (this.#seen?.version !== lease.metadata.resourceVersion)
        this.#seen = { version: lease.metadata.resourceVersion, at: now };
      return this.#mayTake(lease, now) ? await this.#write(lease) : false;
    } catch (error) {
      if (!signal.aborted) log.debug({ lease: name, err: error }, 'the lease cannot be had now');
      return false;
    }
  }

  async work(signal: AbortSignal): Promise<void> {
    const { name, identity, log, whileHeld } = this.#options;
    log.info({ lease: name, identity }, 'holds the lease');
    const losing = new AbortController();
    const working = whileHeld(AbortSignal.any([signal, losing.signal]));
    await Promise.race([this.#keep(signal), working]);
    losing.abort();
    await working;
    if (signal.aborted) await this.#release();
    else log.warn({ lease: name, identity }, 'lost the lease');
  }

  /** Renews until that is no longer possible. */
  async #keep(signal: AbortSignal): Promise<void> {
    const { clock, name } = this.#options;
    let renewedAt = clock.monotonicMs();
    while (!signal.aborted && clock.monotonicMs() - renewedAt < GIVE_UP_MS) {
      await pause(clock, RENEW_MS, signal);
      if (signal.aborted) return;
      try {
        const lease = await this.#leases.get(name, {
          signal: AbortSignal.any([signal, AbortSignal.timeout(RENEW_MS)]),
        });
        if (lease?.spec?.holderIdentity !== this.#options.identity) return;
        if (await this.#write(lease)) renewedAt = clock.monotonicMs();
      } catch {
        // Tried again until GIVE_UP_MS have passed.
      }
    }
  }

  #mayTake({ spec = {} }: Lease, now: number): boolean {
    if (!spec.holderIdentity || spec.holderIdentity === this.#options.identity) return true;
    const heldMs = (spec.leaseDurationSeconds ?? HOLD_SECONDS) * 1000;
    return this.#seen !== undefined && now - this.#seen.at > heldMs;
  }

  async #write(lease: Stored<Lease> | undefined): Promise<boolean> {
    const { name, namespace, identity, clock } = this.#options;
    // MicroTime wants six digits of a second.
    const now = clock.now().toISOString().replace('Z', '000Z');
    const same = lease?.spec?.holderIdentity === identity;
    const spec: LeaseSpec = {
      holderIdentity: identity,
      leaseDurationSeconds: HOLD_SECONDS,
      acquireTime: (same ? lease?.spec?.acquireTime : undefined) ?? now,
      renewTime: now,
      leaseTransitions: (lease?.spec?.leaseTransitions ?? 0) + (same || lease === undefined ? 0 : 1),
    };
    try {
      if (lease === undefined) {
        await this.#leases.create({
          apiVersion: 'coordination.k8s.io/v1',
          kind: 'Lease',
          metadata: { name, namespace },
          spec,
        });
      } else await this.#leases.replace({ ...lease, spec });
      return true;
    } catch (error) {
      if (isFailure(error, 'Conflict', 'AlreadyExists')) return false;
      throw error;
    }
  }

  async #release(): Promise<void> {
    const { name, identity, log } = this.#options;
    try {
      const lease = await this.#leases.get(name);
      if (lease?.spec?.holderIdentity !== identity) return;
      await this.#leases.replace({ ...lease, spec: { ...lease.spec, holderIdentity: '', leaseDurationSeconds: 1 } });
    } catch (error) {
      log.debug({ lease: name, err: error }, 'the lease could not be given back and runs out by itself');
    }
  }
}
