import { annotations, type ModulePlugin } from '@violet/api';
import { type Chart, loadChartArchive } from '@violet/charts';
import { Failure, isJsonObject, parseYaml } from '@violet/machinery';
import { type Descriptor, printReference, type Reference } from '@violet/oci';
import { mainChartOf, publishedVersionOf } from '../manifest/module-plugin.ts';
import type { ImageSource } from '../sources/image-source.ts';
import { readBlob } from '../sources/read-blob.ts';
import type { DiscoverOptions } from './discover-package.ts';
import type { Discovered } from './discovered.ts';
import { imagesOfChart, modulePluginOfChart } from './images-of-chart.ts';

const maxChartBytes = 100 * 1024 * 1024;

/** A Helm chart: a cluster plugin where it declares one, with the images of its values. */
export async function discoverChart(
  source: ImageSource,
  reference: Reference,
  layer: Descriptor,
  options: DiscoverOptions,
): Promise<Discovered> {
  const chart = await readChart(source, reference, layer);
  const plugin = options.modulePlugin ?? modulePluginOfChart(chart);
  const images = imagesOfChart(chart, reference.registry).map(printReference);
  if (plugin === undefined) {
    return { type: 'chart', version: chart.metadata.version, displayName: chart.metadata.name, images };
  }
  return {
    type: 'plugin',
    version: versionOf(plugin, chart),
    displayName: displayNameOf(plugin),
    images,
    modulePlugin: plugin,
  };
}

async function readChart(source: ImageSource, reference: Reference, layer: Descriptor): Promise<Chart> {
  const name = printReference(reference);
  const bytes = await readBlob(source, reference, layer.digest, maxChartBytes);
  if (bytes === undefined) throw new Failure('NotFound', `${name}: failed to download: its chart is missing`);
  try {
    return await loadChartArchive(bytes);
  } catch (cause) {
    if (!(cause instanceof Failure)) throw cause;
    const { code, message, hint } = cause;
    throw new Failure(code, `${name}: ${message}`, { cause, ...(hint === undefined ? {} : { hint }) });
  }
}

/** The manual wants both versions equal: what the plugin says and what the chart is. */
function versionOf(plugin: ModulePlugin, chart: Chart): string {
  const main = mainChartOf(plugin.spec);
  if (main?.version !== chart.metadata.version) {
    throw new Failure(
      'Invalid',
      `module-plugin.yaml says version ${main?.version} of ${main?.name}, the chart's Chart.yaml says ${chart.metadata.version}`,
      { hint: 'Make chartVersions[].version equal to the version in Chart.yaml.' },
    );
  }
  return publishedVersionOf(plugin.spec) ?? chart.metadata.version;
}

function displayNameOf(plugin: ModulePlugin): string {
  const text = plugin.metadata.annotations?.[annotations.displayName] ?? '';
  if (!text.trimStart().startsWith('{')) return text || plugin.spec.name;
  const names = parseYaml(text, annotations.displayName);
  const name = isJsonObject(names) ? (names['en'] ?? names['zh']) : undefined;
  return typeof name === 'string' && name !== '' ? name : plugin.spec.name;
}
