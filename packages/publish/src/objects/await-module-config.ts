import {
  ModuleConfig,
  ModulePlugin,
  moduleConfigName,
  printPublishedVersion,
  publishedVersionAnnotation,
} from '@violet/api';
import { Backoff, type Clock, type Cluster, pause } from '@violet/kube';
import { Failure } from '@violet/machinery';
import type { PluginPublication } from './plugin-publication.ts';

/** The platform tries again what passes, such as a registry that is just starting. */
const lastingMs = 3000;

export interface AwaitOptions {
  timeoutMs: number;
  clock: Clock;
  random: () => number;
  /** What the ModulePlugin said before this push; the same words later are about an earlier one. */
  staleMessage?: string | undefined;
  signal?: AbortSignal | undefined;
}

/**
 * Until the platform has made the version installable. Throws Invalid with the platform's own words where it cannot, and
 * Timeout where it says nothing.
 */
export async function awaitModuleConfig(
  cluster: Cluster,
  publication: PluginPublication,
  { timeoutMs, clock, random, staleMessage, signal }: AwaitOptions,
): Promise<void> {
  const started = clock.monotonicMs();
  const backoff = new Backoff({ firstMs: 25, lastMs: 1000, random });
  for (;;) {
    signal?.throwIfAborted();
    if (await isReady(cluster, publication)) return;
    const problem = await problemOf(cluster, publication);
    const waitedMs = clock.monotonicMs() - started;
    const isLate = waitedMs >= timeoutMs;
    const isLasting = waitedMs >= lastingMs && problem !== staleMessage;
    if (problem !== undefined && (isLate || isLasting)) throw refused(publication, problem);
    if (isLate) throw late(publication, timeoutMs);
    await pause(clock, backoff.next(), signal);
  }
}

/** Why the platform could not publish this version, as its ModulePlugin tells. */
export async function problemOf(
  cluster: Cluster,
  { plugin, published }: PluginPublication,
): Promise<string | undefined> {
  const current = await cluster.resource(ModulePlugin).get(plugin.metadata.name ?? '');
  const ready = current?.status?.conditions?.find(({ type }) => type === 'Ready');
  const isOurs = ready?.status === 'False' && ready.message.startsWith(`${published.version}: `);
  return isOurs ? ready.message : undefined;
}

async function isReady(cluster: Cluster, { plugin, published }: PluginPublication): Promise<boolean> {
  const config = await cluster.resource(ModuleConfig).get(configName({ plugin, published }));
  const madeFrom = config?.metadata.annotations?.[publishedVersionAnnotation(published.version)];
  const isOfThisChart = madeFrom === undefined || madeFrom === printPublishedVersion(published);
  return config?.status?.readyForDeploy === true && isOfThisChart;
}

function configName({ plugin, published }: PluginPublication): string {
  return moduleConfigName(plugin.metadata.name ?? '', published.version);
}

function refused({ plugin }: PluginPublication, problem: string): Failure {
  return new Failure('Invalid', `the platform cannot publish moduleplugin ${plugin.metadata.name} ${problem}`, {
    hint: 'Correct the chart and push it again, with --force where its version stays the same.',
  });
}

function late(publication: PluginPublication, timeoutMs: number): Failure {
  const seconds = Math.round(timeoutMs / 1000);
  return new Failure('Timeout', `moduleconfig ${configName(publication)} is not ready for deploy after ${seconds} s`, {
    hint: 'All images and the ModulePlugin are there. Is the platform running? Pushing again only waits again.',
  });
}
