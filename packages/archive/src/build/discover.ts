import { annotations, type ModulePlugin } from '@violet/api';
import { type Chart, loadChartArchive } from '@violet/charts';
import { Failure, isJsonObject, parseYaml } from '@violet/machinery';
import {
  digestOf,
  type Manifest,
  maxManifestBytes,
  mediaTypes,
  parseImageConfig,
  parseManifest,
  parseReference,
  printReference,
  type Reference,
} from '@violet/oci';
import { type ExtensionPackage, packageApiVersion, packageKind } from '../manifest/extension-package.ts';
import { mainChartOf, publishedVersionOf } from '../manifest/module-plugin.ts';
import { parseExtensionPackage } from '../manifest/parse.ts';
import { printExtensionPackage } from '../manifest/print.ts';
import type { DiscoverOptions } from './discover-package.ts';
import type { ImageSource } from './image-source.ts';
import { imagesOfChart, modulePluginOfChart } from './images-of-chart.ts';

const maxChartBytes = 100 * 1024 * 1024;
const bundleLabel = 'operators.operatorframework.io.bundle.package.v1';

export async function discover(source: ImageSource, options: DiscoverOptions): Promise<ExtensionPackage> {
  const reference = parseReference(options.artifact);
  const chart = await readChart(source, reference);
  const plugin = options.modulePlugin ?? modulePluginOfChart(chart);
  const images = imagesOfChart(chart, reference.registry);
  const manifest: ExtensionPackage = {
    apiVersion: packageApiVersion,
    kind: packageKind,
    metadata: { name: options.name },
    spec: {
      type: plugin === undefined ? 'chart' : 'plugin',
      version: plugin === undefined ? chart.metadata.version : versionOf(plugin, chart),
      displayName: plugin === undefined ? chart.metadata.name : displayNameOf(plugin),
      artifact: printReference(reference),
      platforms: options.platforms,
      relatedImages: images.map((image) => ({ image: printReference(image) })),
      ...(options.defaultCatalogSource === undefined ? {} : { defaultCatalogSource: options.defaultCatalogSource }),
      ...(options.skipPackageImages === true ? { skipPackageImages: true } : {}),
      ...(plugin === undefined ? {} : { modulePlugin: plugin }),
    },
  };
  // What `violet package` would refuse is refused now, while the chart is at hand.
  return parseExtensionPackage(printExtensionPackage(manifest), printReference(reference));
}

async function readChart(source: ImageSource, reference: Reference): Promise<Chart> {
  const name = printReference(reference);
  const found = await source.manifest(reference, reference.digest ?? reference.tag ?? 'latest');
  if (found === undefined) {
    throw new Failure('NotFound', `${name}: no such chart or bundle`, {
      hint: 'Write <registry>/<repository>:<tag> as it was pushed.',
    });
  }
  const manifest = parseManifest(found.bytes, found.mediaType, name);
  const layer =
    manifest.kind === 'image' && manifest.content.layers.find((one) => one.mediaType === mediaTypes.helmChart);
  if (!layer) throw await notAChart(source, reference, manifest);
  const bytes = await readBlob(source, reference, layer.digest, maxChartBytes);
  if (bytes === undefined) throw new Failure('NotFound', `${name}: failed to download: its chart is missing`);
  if (digestOf(bytes) !== layer.digest) {
    throw new Failure('Invalid', `${name}: digest mismatch: the registry sent another chart`, {
      reason: 'DigestMismatch',
    });
  }
  return chartIn(bytes, name);
}

async function chartIn(bytes: Buffer, name: string): Promise<Chart> {
  try {
    return await loadChartArchive(bytes);
  } catch (cause) {
    if (!(cause instanceof Failure)) throw cause;
    const { code, message, hint } = cause;
    throw new Failure(code, `${name}: ${message}`, { cause, ...(hint === undefined ? {} : { hint }) });
  }
}

async function notAChart(source: ImageSource, reference: Reference, manifest: Manifest): Promise<Failure> {
  const name = printReference(reference);
  if (await isBundle(source, reference, manifest)) {
    return new Failure(
      'Invalid',
      `${name} is an operator bundle: this version packages Helm charts and cluster plugins only`,
    );
  }
  return new Failure('Invalid', `${name} is neither a Helm chart nor an operator bundle`, {
    hint: 'Name a chart that was pushed with `helm push`.',
  });
}

async function isBundle(source: ImageSource, reference: Reference, manifest: Manifest): Promise<boolean> {
  if (manifest.kind === 'index') return false;
  const config = manifest.content.config;
  if (config.mediaType !== mediaTypes.imageConfig && config.mediaType !== mediaTypes.dockerConfig) return false;
  const bytes = await readBlob(source, reference, config.digest, maxManifestBytes);
  if (bytes === undefined) return false;
  return parseImageConfig(bytes, printReference(reference)).config?.Labels?.[bundleLabel] !== undefined;
}

async function readBlob(
  source: ImageSource,
  image: Reference,
  digest: string,
  maxBytes: number,
): Promise<Buffer | undefined> {
  const content = await source.blob(image, digest);
  if (content === undefined) return undefined;
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of content) {
    chunks.push(chunk as Buffer);
    length += (chunk as Buffer).length;
    if (length > maxBytes) {
      throw new Failure(
        'RequestEntityTooLarge',
        `${printReference(image)}: ${digest} is larger than ${maxBytes} bytes`,
      );
    }
  }
  return Buffer.concat(chunks);
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
