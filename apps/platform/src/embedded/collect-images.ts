import type { ClusterSet, Log } from '@violet/controller';
import type { EmbeddedRegistry } from '@violet/registry';
import { namedDigests } from '../hub/named-digests.ts';

export interface CollectingOptions {
  registry: Pick<EmbeddedRegistry, 'collect'>;
  clusters: ClusterSet;
  /** Clusters of the fleet: as long as one of them is away, nobody knows what it names. */
  expected: readonly string[];
  log: Log;
}

/**
 * Takes away images that nothing names: no tag, no index or signature that stays, no object of any cluster. What came or was asked for
 * within the last day stays. False, and nothing is taken, where not everything that names images could be read.
 */
export async function collectImages(
  options: CollectingOptions & { signal: AbortSignal; youngMs?: number },
): Promise<boolean> {
  const { registry, clusters, expected, log, signal, youngMs } = options;
  const named = new Set<string>();
  for (const name of new Set([...expected, ...clusters.names()])) {
    const cluster = clusters.get(name);
    try {
      if (cluster === undefined) throw new Error('it has not joined');
      for (const digest of await namedDigests(cluster, signal)) named.add(digest);
    } catch (err) {
      if (!signal.aborted)
        log.warn({ cluster: name, err }, 'no image is taken away: what this cluster names is not known');
      return false;
    }
  }
  const { manifests, contents, bytes } = await registry.collect({
    namedOutside: named,
    ...(youngMs === undefined ? {} : { youngMs }),
  });
  log.info({ manifests, contents, bytes }, 'images that nothing names were taken away');
  return true;
}

/** Does so again and again; the answer ends it. */
export function keepCollecting(options: CollectingOptions, everyMs: number): () => Promise<void> {
  const stopping = new AbortController();
  const { signal } = stopping;
  let running: Promise<unknown> = Promise.resolve();
  const collect = () => {
    // One that takes longer than the time between two is not overtaken.
    running = running.then(() =>
      collectImages({ ...options, signal }).catch((err: unknown) =>
        options.log.warn({ err }, 'images are not taken away'),
      ),
    );
  };
  const timer = setInterval(collect, everyMs).unref();
  return async () => {
    clearInterval(timer);
    stopping.abort();
    await running;
  };
}
