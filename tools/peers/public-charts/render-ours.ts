import { readFileSync } from 'node:fs';
import {
  type Chart,
  checkInstallable,
  defaultCapabilities,
  kubeVersionOf,
  loadChartDirectory,
  mergeValueFiles,
  printTemplate,
} from '@violet/charts';
import { renderDeep } from '@violet/charts/node';
import { chartDirectory } from '@violet/charts/testing';
import { type Rendering, setting } from './setting.ts';

const capabilities = { ...defaultCapabilities, kubeVersion: kubeVersionOf(setting.kubeVersion) };
const { name, namespace } = setting;

/** A chart's folder as a chart, or why it is none. */
export async function loadOurs(directory: string): Promise<Chart | string> {
  try {
    return await loadChartDirectory(chartDirectory(directory));
  } catch (error) {
    return (error as Error).message;
  }
}

export interface OurQuestion {
  /** A file of values that lie below. */
  base?: string;
  /** YAML. */
  values: string;
  /** Use the values whatever values.schema.json says. */
  skipSchema: boolean;
}

/** What we print for a chart with these values, CRDs included, or our reason not to. */
export async function renderOurs(chart: Chart, { base, values, skipSchema }: OurQuestion): Promise<Rendering> {
  const started = performance.now();
  const done = (text: string, refused: boolean) => ({ text, refused, milliseconds: performance.now() - started });
  try {
    checkInstallable(chart);
    const below = base === undefined ? [] : [{ name: base, text: readFileSync(base, 'utf8') }];
    const merged = mergeValueFiles([...below, { name: 'values.yaml', text: values }]);
    const options = { values: merged, capabilities, skipSchemaValidation: skipSchema };
    const rendered = await renderDeep(chart, { release: { name, namespace }, ...options });
    return done(printTemplate(rendered, { includeCrds: true }), false);
  } catch (error) {
    return done((error as Error).message.trimEnd(), true);
  }
}
