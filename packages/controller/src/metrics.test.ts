import { expect, it } from 'vitest';
import { Metrics } from './metrics.ts';

it('prints counters, gauges and histograms as Prometheus reads them', () => {
  const metrics = new Metrics();
  metrics.count('runs_total', 'Runs.', { who: 'a "b"' });
  metrics.count('runs_total', 'Runs.', { who: 'a "b"' }, 2);
  const end = metrics.collect(() => metrics.set('depth', 'Depth.', {}, 7));
  metrics.observeSeconds('run_seconds', 'Time.', {}, 0.02);

  const text = metrics.print();
  end();

  expect(text).toContain('# HELP runs_total Runs.\n# TYPE runs_total counter\nruns_total{who="a \\"b\\""} 3\n');
  expect(text).toContain('# TYPE depth gauge\ndepth 7\n');
  expect(text).toContain('run_seconds_bucket{le="0.01"} 0\nrun_seconds_bucket{le="0.05"} 1\n');
  expect(text).toContain('run_seconds_bucket{le="+Inf"} 1\nrun_seconds_sum 0.02\nrun_seconds_count 1\n');
});
