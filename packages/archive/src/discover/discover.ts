import { parseReference, printReference, type Reference } from '@violet/oci';
import { type ExtensionPackage, packageApiVersion, packageKind } from '../manifest/extension-package.ts';
import { parseExtensionPackage } from '../manifest/parse.ts';
import { printExtensionPackage } from '../manifest/print.ts';
import type { ImageSource } from '../sources/image-source.ts';
import { discoverBundle } from './discover-bundle.ts';
import { discoverChart } from './discover-chart.ts';
import type { DiscoverOptions } from './discover-package.ts';
import type { Discovered } from './discovered.ts';
import { readArtifact } from './read-artifact.ts';

export async function discover(source: ImageSource, options: DiscoverOptions): Promise<ExtensionPackage> {
  const reference = parseReference(options.artifact);
  const { images, modulePlugin, ...found } = await discoverArtifact(source, reference, options);
  const manifest: ExtensionPackage = {
    apiVersion: packageApiVersion,
    kind: packageKind,
    metadata: { name: options.name },
    spec: {
      ...found,
      artifact: printReference(reference),
      platforms: options.platforms,
      relatedImages: images.map((image) => ({ image })),
      ...(options.defaultCatalogSource === undefined ? {} : { defaultCatalogSource: options.defaultCatalogSource }),
      ...(options.skipPackageImages === true ? { skipPackageImages: true } : {}),
      ...(modulePlugin === undefined ? {} : { modulePlugin }),
    },
  };
  // What `violet package` would refuse is refused now, while the artifact is at hand.
  return parseExtensionPackage(printExtensionPackage(manifest), printReference(reference));
}

async function discoverArtifact(
  source: ImageSource,
  reference: Reference,
  options: DiscoverOptions,
): Promise<Discovered> {
  const artifact = await readArtifact(source, reference);
  if (artifact.kind === 'chart') return discoverChart(source, reference, artifact.layer, options);
  return discoverBundle(source, reference, artifact);
}
