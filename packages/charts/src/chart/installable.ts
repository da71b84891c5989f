import { Failure } from '@violet/machinery';
import type { Chart } from './chart.ts';

/** Throws, in Helm's words, if a chart that was just read cannot be installed: a library, or dependencies not there. */
export function checkInstallable(chart: Chart): void {
  const { type = '', dependencies = [] } = chart.metadata;
  if (type !== '' && type !== 'application') throw new Failure('Invalid', `${type} charts are not installable`);
  const present = new Set(chart.dependencies.map(({ metadata }) => metadata.name));
  const missing = dependencies.map(({ name }) => name).filter((name) => !present.has(name));
  if (missing.length === 0) return;
  throw new Failure(
    'Invalid',
    `An error occurred while checking for chart dependencies. You may need to run \`helm dependency build\` to fetch missing dependencies: found in Chart.yaml, but missing in charts/ directory: ${missing.join(', ')}`,
  );
}
