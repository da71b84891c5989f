// The body of a thread that renders charts; it ends when it is told to.
import { parentPort } from 'node:worker_threads';
import type { Chart } from '../chart/chart.ts';
import { attemptRender } from './attempt.ts';
import type { RenderJob } from './message.ts';

const charts = new Map<number, Chart>();

parentPort?.on('message', (job: RenderJob) => {
  parentPort?.postMessage(attemptRender(chartOf(job), job.request, job.answers));
});

function chartOf(job: RenderJob): Chart {
  for (const number of job.forget) charts.delete(number);
  if (job.chart !== undefined) charts.set(job.chartNumber, job.chart);
  const chart = charts.get(job.chartNumber);
  if (chart === undefined) throw new Error(`chart ${job.chartNumber} was never sent`);
  return chart;
}
