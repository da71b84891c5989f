import type { ComparedChart } from './compare-chart.ts';

/** A row of the table in docs/helm-compatibility.md. */
export function resultLine({ chart, name, version, ...compared }: ComparedChart): string {
  const differing = compared.differences.length;
  const result = differing === 0 ? 'equal' : `${differing} differ`;
  const counts = [compared.variants, compared.refused, compared.linesOfDefaults, compared.lines];
  const times = [compared.theirMilliseconds, compared.ourMilliseconds].map((time) => Math.round(time));
  return `| ${[name, version, chart.project, ...counts, ...times, result].join(' | ')} |`;
}
