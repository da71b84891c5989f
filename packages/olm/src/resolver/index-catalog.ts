import type { CatalogBundle, CatalogKey, Content } from './catalog.ts';
import type { CatalogIndex } from './catalog-index.ts';
import { propertiesOf } from './properties/bundle-properties.ts';
import type { EntryFields } from './source/entry.ts';
import { Source } from './source/source.ts';

/**
 * Makes a catalogue's content ready to be resolved against; once per revision. The content must not change afterwards.
 * The order of its lists does not matter.
 */
export function indexCatalog<Bundle extends CatalogBundle>(
  content: Content<Bundle>,
  { name, namespace, priority }: CatalogKey & { readonly priority: number },
): CatalogIndex<Bundle> {
  const defaultChannels = new Map(content.packages.map((one) => [one.name, one.defaultChannelName]));
  const fields: EntryFields[] = [];
  for (const bundle of inOrder(content.bundles)) {
    const defaultChannel = defaultChannels.get(bundle.packageName);
    const properties = defaultChannel === undefined ? undefined : propertiesOf(bundle);
    if (properties === undefined) continue;
    fields.push({
      name: bundle.csvName,
      package: bundle.packageName,
      channel: bundle.channelName,
      isInDefaultChannel: bundle.channelName === defaultChannel,
      replaces: bundle.replaces,
      skips: bundle.skips,
      skipRange: bundle.skipRange,
      version: bundle.version,
      properties,
      bundle,
    });
  }
  return {
    name,
    namespace,
    priority,
    bundles: content.bundles,
    source: new Source({ name, namespace }, priority, fields),
  };
}

function inOrder<Bundle extends CatalogBundle>(bundles: readonly Bundle[]): readonly Bundle[] {
  const isInOrder = bundles.every((bundle, index) => {
    const previous = bundles[index - 1];
    return previous === undefined || compareBundles(previous, bundle) <= 0;
  });
  return isInOrder ? bundles : [...bundles].sort(compareBundles);
}

function compareBundles(left: CatalogBundle, right: CatalogBundle): number {
  return (
    compareTexts(left.packageName, right.packageName) ||
    compareTexts(left.channelName, right.channelName) ||
    compareTexts(left.csvName, right.csvName) ||
    compareTwins(left, right)
  );
}

/** Two bundles of one name in one channel; rare, but then the order of the input must not matter either. */
function compareTwins(left: CatalogBundle, right: CatalogBundle): number {
  return left === right ? 0 : compareTexts(JSON.stringify(left), JSON.stringify(right));
}

function compareTexts(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
