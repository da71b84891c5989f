// `node benchmarks/render-chart.ts DIRECTORY` prints a chart as `helm template` does, and loads nothing else.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { type ChartFile, loadChart, printTemplate, renderChart } from '@violet/charts';

export function renderDirectory(directory: string): string {
  const chart = loadChart(filesOf(directory));
  return printTemplate(renderChart(chart, { release: { name: 'bench', namespace: 'default' } }));
}

function filesOf(directory: string): ChartFile[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => ({ name: relative(directory, file).replaceAll('\\', '/'), data: readFileSync(file) }));
}

if (import.meta.main) process.stdout.write(renderDirectory(process.argv[2] ?? ''));
