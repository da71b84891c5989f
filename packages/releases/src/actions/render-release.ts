import { type Chart, type RenderedChart, type RenderOptions, renderChart } from '@violet/charts';
import type { Cluster } from '@violet/kube';
import { answerLookup, type LookupAnswer, type LookupQuestion, lookupKey } from './lookup.ts';

/** A chart of somebody's must not stop everything else. */
const renderLimits = { timeMs: 20_000, output: 64 * 1024 * 1024 };
/** A question may depend on the answer to another one; a chart that never ends asking is given what is known. */
const maxRounds = 16;

/**
 * Renders a chart with what `lookup` finds in the cluster; without one it finds nothing. Templates cannot wait, so they are
 * run again with the answers to what they have asked, until they ask nothing new.
 */
export async function renderRelease(
  cluster: Cluster | undefined,
  chart: Chart,
  options: Omit<RenderOptions, 'lookup' | 'limits'>,
): Promise<RenderedChart> {
  const answers = new Map<string, LookupAnswer>();
  for (let round = 1; ; round += 1) {
    const open = new Map<string, LookupQuestion>();
    const outcome = attemptRender(chart, {
      ...options,
      limits: renderLimits,
      lookup: (...question) => {
        const answer = answers.get(lookupKey(question));
        if (answer === undefined && cluster !== undefined) open.set(lookupKey(question), question);
        if (answer instanceof Error) throw answer;
        return answer ?? {};
      },
    });
    if (cluster === undefined || open.size === 0 || round === maxRounds) return outcome();
    for (const [key, question] of open) answers.set(key, await answerLookup(cluster, question));
  }
}

/** What failed may have failed for want of an answer: whether it counts is known only afterwards. */
function attemptRender(chart: Chart, options: RenderOptions): () => RenderedChart {
  try {
    const rendered = renderChart(chart, options);
    return () => rendered;
  } catch (error) {
    return () => {
      throw error;
    };
  }
}
