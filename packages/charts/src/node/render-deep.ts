import { TemplateLimitError } from '@violet/gotemplate';
import type { Chart } from '../chart/chart.ts';
import { type RenderedChart, renderChart } from '../render/render.ts';
import type { Warn } from '../values/coalesce.ts';
import { nodeEnvironment } from './environment.ts';
import type { RenderRequest } from './message.ts';
import { RenderWorkers } from './render-workers.ts';

/**
 * Renders at once, in this thread; a chart whose includes are nested deeper than this thread's stack holds is rendered
 * again in one that holds them. For programs that render a chart and end.
 */
export async function renderDeep(chart: Chart, request: RenderRequest, warn?: Warn): Promise<RenderedChart> {
  try {
    const here = warn === undefined ? request : { ...request, warn };
    return renderChart(chart, { ...here, environment: nodeEnvironment });
  } catch (error) {
    if (!reachedALimit(error)) throw error;
  }
  const workers = new RenderWorkers();
  try {
    return await workers.render(chart, request);
  } finally {
    await workers.close();
  }
}

/** Which may have been this thread's stack. */
function reachedALimit(error: unknown): boolean {
  return error instanceof Error && error.cause instanceof TemplateLimitError;
}
