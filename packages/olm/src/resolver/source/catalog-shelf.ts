import type { CatalogBundle, Content } from '../catalog.ts';
import { propertiesOf, statedProperties } from '../properties/bundle-properties.ts';
import { readTextFields } from '../properties/json-fields.ts';
import { groupByProperty, type Placed, type Shelf } from './shelf.ts';

/** A catalogue's bundles, in an order that does not depend on theirs. Those of unknown packages are left out. */
export function catalogShelf(content: Content): Shelf {
  const defaultChannels = new Map(content.packages.map((one) => [one.name, one.defaultChannelName]));
  const bundles = inOrder(content.bundles);
  const starts = new Map<string, number>();
  const aliases = new Map<string, Set<string>>();
  let [current, usual] = ['', ''];
  for (const [index, bundle] of bundles.entries()) {
    if (bundle.packageName !== current || index === 0) {
      current = bundle.packageName;
      usual = usualStart(current);
      if (defaultChannels.has(current)) starts.set(current, index);
    }
    for (const alias of aliasesOf(bundle, usual)) {
      const packages = aliases.get(alias);
      if (packages === undefined) aliases.set(alias, new Set([current]));
      else packages.add(current);
    }
  }
  return {
    packages: starts.keys(),
    entriesOf: (name) => entriesFrom(bundles, starts.get(name), defaultChannels.get(name)),
    alsoIn: (name) => [...(aliases.get(name) ?? [])].filter((other) => starts.has(other)),
    packagesByProperty: (type) => groupByProperty(type, holdersIn(bundles, starts)),
    *names() {
      for (const { csvName, channelName, packageName } of bundles)
        if (starts.has(packageName)) yield { name: csvName, channel: channelName };
    },
  };
}

function* holdersIn(bundles: readonly CatalogBundle[], known: { has(packageName: string): boolean }) {
  for (const bundle of bundles) {
    if (known.has(bundle.packageName)) yield { package: bundle.packageName, properties: statedProperties(bundle) };
  }
}

function entriesFrom(bundles: readonly CatalogBundle[], start: number | undefined, defaultChannel?: string): Placed[] {
  const placed: Placed[] = [];
  if (start === undefined) return placed;
  const packageName = bundles[start]?.packageName;
  for (let ordinal = start; ordinal < bundles.length; ordinal++) {
    const bundle = bundles[ordinal];
    if (bundle === undefined || bundle.packageName !== packageName) break;
    const properties = propertiesOf(bundle);
    if (properties === undefined) continue;
    const { csvName, channelName, replaces, skips, skipRange, version } = bundle;
    const isInDefaultChannel = channelName === defaultChannel;
    placed.push({
      ordinal,
      fields: {
        name: csvName,
        package: packageName ?? '',
        channel: channelName,
        isInDefaultChannel,
        replaces,
        skips,
        skipRange,
        version,
        properties,
        bundle,
      },
    });
  }
  return placed;
}

const usualStart = (packageName: string) => `{"packageName":${JSON.stringify(packageName)},"version":"`;

/** Packages that olm.package properties name besides the bundle's own. Almost always they name that one, in the same words. */
function aliasesOf(bundle: CatalogBundle, usual: string): readonly string[] {
  let aliases: string[] | undefined;
  for (const { type, value } of bundle.properties) {
    if (type !== 'olm.package') continue;
    if (value.startsWith(usual) && value.indexOf('"', usual.length) === value.length - 2) continue;
    const named = readTextFields(value, ['packageName', 'version']);
    if ('problem' in named || named.packageName === bundle.packageName) continue;
    aliases ??= [];
    aliases.push(named.packageName);
  }
  return aliases ?? none;
}

const none: readonly string[] = [];

function inOrder(bundles: readonly CatalogBundle[]): readonly CatalogBundle[] {
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
