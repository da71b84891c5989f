import { requestsTotal } from '../tools/peers/olm/count-requests.ts';
import { cpuSeconds, peakMiB } from './process-cost.ts';
import { residentMiB } from './process-memory.ts';

/** What the engine's process has cost until now. */
export interface EngineCost {
  /** Seconds of processor time. */
  cpu(): number;
  /** MiB of resident memory at the highest. */
  peak(): number;
  resident(): number;
  /** Requests to the cluster, by verb and resource. */
  requests(): Promise<Map<string, number>>;
}

export function engineCost(pid: number, metricsPort: number): EngineCost {
  return {
    cpu: () => cpuSeconds(pid) ?? Number.NaN,
    peak: () => peakMiB(pid) ?? Number.NaN,
    resident: () => residentMiB(pid) ?? Number.NaN,
    async requests() {
      const answer = await fetch(`http://127.0.0.1:${metricsPort}/metrics`);
      return requestsIn(await answer.text());
    },
  };
}

function requestsIn(metrics: string): Map<string, number> {
  const line = new RegExp(`^${requestsTotal}\\{verb="(.*)",resource="(.*)"\\} (\\d+)$`, 'gm');
  return new Map(
    [...metrics.matchAll(line)].map(([, verb, resource, count]) => [`${verb} ${resource}`, Number(count)]),
  );
}

/** What was asked between two countings; the most frequent first. */
export function requestsSince(before: ReadonlyMap<string, number>, after: ReadonlyMap<string, number>) {
  const grown = [...after].map(([request, count]) => ({ request, count: count - (before.get(request) ?? 0) }));
  const asked = grown.filter(({ count }) => count > 0).sort((left, right) => right.count - left.count);
  return { asked, total: asked.reduce((sum, { count }) => sum + count, 0) };
}
