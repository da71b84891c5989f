import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Chart } from '@violet/charts';
import type { PublicChart } from './find-charts.ts';
import { differsBeyondChance } from './mask.ts';
import { loadOurs, renderOurs } from './render-ours.ts';
import { type HelmProgram, renderTheirs } from './render-theirs.ts';
import type { Rendering } from './setting.ts';
import { variantsOf } from './variants.ts';

/** Values as YAML, under a name. */
interface NamedValues {
  name: string;
  text: string;
  /** Use them whatever values.schema.json says. */
  skipSchema: boolean;
}

export interface Difference {
  variant: string;
  /** The first line that differs: theirs, then ours. */
  lines: string;
}

export interface ComparedChart {
  chart: PublicChart;
  name: string;
  version: string;
  /** Values that it was rendered with, and with how many of them both refuse. */
  variants: number;
  refused: number;
  differences: Difference[];
  /** Values with which Helm did not end in time: not compared. */
  unanswered: string[];
  /** Lines that Helm printed with all the values, and with the chart's own. */
  lines: number;
  linesOfDefaults: number;
  theirMilliseconds: number;
  ourMilliseconds: number;
}

const schemaRefusal = "values don't meet the specifications of the schema";

export async function compareChart(helm: HelmProgram, chart: PublicChart): Promise<ComparedChart> {
  const loaded = await loadOurs(chart.directory);
  const { name, version } = typeof loaded === 'string' ? { name: '', version: '' } : loaded.metadata;
  const sums = { variants: 0, refused: 0, lines: 0, linesOfDefaults: 0, theirMilliseconds: 0, ourMilliseconds: 0 };
  const differences: Difference[] = [];
  const unanswered: string[] = [];
  const base = existsSync(`${chart.directory}.values.yaml`) ? `${chart.directory}.values.yaml` : undefined;
  const waiting = valuesFor(chart.directory, loaded);
  for (let values = waiting.shift(); values !== undefined; values = waiting.shift()) {
    const compared = await compareOnce(helm, { directory: chart.directory, base, loaded, values });
    if (compared === undefined) {
      unanswered.push(values.name);
      continue;
    }
    const { ours, theirs, lines } = compared;
    // What a schema refuses is told to the templates all the same.
    if (theirs.text.startsWith(schemaRefusal)) waiting.push({ ...values, name: `${values.name} †`, skipSchema: true });
    if (lines !== undefined) differences.push({ variant: values.name, lines });
    const printed = theirs.refused ? 0 : theirs.text.split('\n').length;
    sums.variants++;
    sums.refused += theirs.refused ? 1 : 0;
    sums.lines += printed;
    if (values.name === 'defaults') sums.linesOfDefaults = printed;
    sums.theirMilliseconds += theirs.milliseconds;
    sums.ourMilliseconds += ours.milliseconds;
  }
  return { chart, name, version, ...sums, differences, unanswered };
}

const kept = 3;

/** Variations of the chart's own values, and the files that its makers test it with. */
function valuesFor(directory: string, loaded: Chart | string): NamedValues[] {
  const ci = join(directory, 'ci');
  const files = existsSync(ci) ? readdirSync(ci).filter((name) => name.endsWith('values.yaml')) : [];
  const defaults = typeof loaded === 'string' ? {} : loaded.values;
  return [
    ...variantsOf(defaults).map(({ name, values }) => ({ name, text: JSON.stringify(values), skipSchema: false })),
    ...files.slice(0, kept).map((name) => ({
      name: `ci/${name}`,
      text: readFileSync(join(ci, name), 'utf8'),
      skipSchema: false,
    })),
  ];
}

interface Job {
  directory: string;
  /** A file of values that the others lie over: what the chart does not go without. */
  base: string | undefined;
  loaded: Chart | string;
  values: NamedValues;
}

interface Compared {
  ours: Rendering;
  theirs: Rendering;
  /** What differs; none when all is equal. */
  lines: string | undefined;
}

async function compareOnce(
  helm: HelmProgram,
  { directory, base, loaded, values: named }: Job,
): Promise<Compared | undefined> {
  const question = { values: named.text, skipSchema: named.skipSchema, ...(base === undefined ? {} : { base }) };
  const ask = (time: number) => renderTheirs(helm, { directory, ...question, time });
  const theirs = await ask(0);
  if (theirs === undefined) return undefined;
  const ours =
    typeof loaded === 'string' ? { text: loaded, refused: true, milliseconds: 0 } : await renderOurs(loaded, question);
  const equal = await isEqual(ours, theirs, () => ask(1));
  return { ours, theirs, lines: equal ? undefined : firstDifference(theirs.text, ours.text) };
}

async function isEqual(
  ours: Rendering,
  theirs: Rendering,
  again: () => Promise<Rendering | undefined>,
): Promise<boolean> {
  if (ours.refused !== theirs.refused) return false;
  // Helm tells what a schema has against values in an order that changes from run to run.
  if (theirs.text.startsWith(schemaRefusal)) return inOneOrder(ours.text) === inOneOrder(theirs.text);
  return (
    ours.text === theirs.text || !differsBeyondChance(ours.text, theirs.text, (await again())?.text ?? theirs.text)
  );
}

function inOneOrder(text: string): string {
  return text.split('\n').toSorted().join('\n');
}

function firstDifference(theirs: string, ours: string): string {
  const [left, right] = [theirs.split('\n'), ours.split('\n')];
  const index = left.findIndex((line, number) => line !== right[number]);
  const at = index < 0 ? left.length : index;
  return `  helm ${at + 1}: ${left[at]?.slice(0, 900)}\n  ours ${at + 1}: ${right[at]?.slice(0, 900)}`;
}
