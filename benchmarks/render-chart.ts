// `node benchmarks/render-chart.ts DIRECTORY` prints a chart as `helm template` does, and loads nothing else. With a number
// of times after it, it prints what each time cost in this one process instead, as JSON; then comes the name of a value
// (`image.tag`) that is another one each time the parsed chart is rendered again; without it, no chart is.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { type ChartFile, loadChart, printTemplate, type RenderOptions, renderChart } from '@violet/charts';
import type { Json, JsonObject } from '@violet/machinery';

/** Milliseconds, one figure a time. */
export interface RenderCosts {
  /** From files on disk to text: read, parsed, rendered, printed. */
  whole: number[];
  /** The parsed chart rendered again, with one value changed. */
  again: number[];
  /** The most that the process had resident, in MiB. */
  memory: number;
}

const options: RenderOptions = { release: { name: 'bench', namespace: 'default' } };

function renderTimes(directory: string, times: number, changing: string): RenderCosts {
  const costs: RenderCosts = { whole: [], again: [], memory: 0 };
  for (let time = 0; time < times; time++) {
    const started = performance.now();
    const chart = loadChart(filesOf(directory));
    const first = printTemplate(renderChart(chart, options));
    const rendered = performance.now();
    costs.whole.push(rendered - started);
    if (changing === '') continue;
    const second = printTemplate(renderChart(chart, { ...options, values: valueAt(changing, `v${time}`) }));
    costs.again.push(performance.now() - rendered);
    if (first === second) throw new Error(`${changing} changes nothing in ${directory}`);
  }
  return { ...costs, memory: process.resourceUsage().maxRSS / 1024 };
}

function valueAt(name: string, value: string): JsonObject {
  return name.split('.').reduceRight<Json>((inner, key) => ({ [key]: inner }), value) as JsonObject;
}

function filesOf(directory: string): ChartFile[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => ({ name: relative(directory, file).replaceAll('\\', '/'), data: readFileSync(file) }));
}

const [directory = '', times, changing = ''] = process.argv.slice(2);
if (times === undefined) process.stdout.write(printTemplate(renderChart(loadChart(filesOf(directory)), options)));
else process.stdout.write(JSON.stringify(renderTimes(directory, Number(times), changing)));
