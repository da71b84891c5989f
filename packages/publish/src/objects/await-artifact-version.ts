import { ArtifactVersion, systemNamespace } from '@violet/api';
import { Backoff, type Clock, type Cluster, pause } from '@violet/kube';
import { Failure, type Stored } from '@violet/machinery';

/** The platform tries again what passes, such as a registry that is just starting. */
const lastingMs = 3000;

export interface AwaitVersionOptions {
  timeoutMs: number;
  clock: Clock;
  random: () => number;
  signal?: AbortSignal | undefined;
}

/** Until the cluster offers the version. Throws Invalid with the cluster's own words where it cannot, else Timeout. */
export async function awaitArtifactVersion(
  cluster: Cluster,
  name: string,
  options: AwaitVersionOptions,
): Promise<void> {
  const { timeoutMs, clock, random, signal } = options;
  const started = clock.monotonicMs();
  const backoff = new Backoff({ firstMs: 25, lastMs: 1000, random });
  const client = cluster.resource(ArtifactVersion, systemNamespace);
  for (;;) {
    signal?.throwIfAborted();
    const status = currentStatus(await client.get(name));
    if (status?.phase === 'Present') return;
    const waitedMs = clock.monotonicMs() - started;
    const isLate = waitedMs >= timeoutMs;
    const problem = status?.phase === 'Failed' || isLate ? status?.message : undefined;
    if (problem !== undefined && problem !== '' && (isLate || waitedMs >= lastingMs)) {
      throw new Failure('Invalid', `artifactversion ${name} cannot be offered: ${problem}`);
    }
    if (isLate) throw late(name, timeoutMs);
    await pause(clock, backoff.next(), signal);
  }
}

/** What was said of an older form of the object is no answer. */
function currentStatus(version: Stored<ArtifactVersion> | undefined): ArtifactVersion['status'] {
  const { generation = 0 } = version?.metadata ?? {};
  const isStale = version?.status?.conditions?.some(
    ({ observedGeneration = generation }) => observedGeneration < generation,
  );
  return isStale === true ? undefined : version?.status;
}

function late(name: string, timeoutMs: number): Failure {
  const seconds = Math.round(timeoutMs / 1000);
  return new Failure('Timeout', `artifactversion ${name} is not present after ${seconds} s`, {
    hint: 'Its images and objects are there. Does the marketplace of the platform run, and does the cluster answer?',
  });
}
