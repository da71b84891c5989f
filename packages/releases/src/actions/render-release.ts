import type { Chart, RenderedChart } from '@violet/charts';
import type { RenderRequest } from '@violet/charts/node';
import type { ActionContext } from './context.ts';
import { answerLookup } from './lookup.ts';

/** A chart of somebody's must not stop everything else. */
const renderLimits = { timeMs: 20_000, output: 64 * 1024 * 1024 };

/** Renders a chart with what `lookup` finds in the cluster, if it may be asked at all. */
export function renderRelease(
  { cluster, render, lookup }: ActionContext,
  chart: Chart,
  request: Omit<RenderRequest, 'limits'>,
): Promise<RenderedChart> {
  const limited = { ...request, limits: renderLimits };
  if (!lookup) return render(chart, limited);
  return render(chart, limited, (...question) => answerLookup(cluster, question));
}
