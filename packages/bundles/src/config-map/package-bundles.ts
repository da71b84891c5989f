import { isJsonObject, type JsonObject } from '@violet/machinery';
import { propertyTypes } from '../catalog/properties.ts';
import type { RegistryBundle, RegistryChannel, RegistryPackage } from '../registry/messages.ts';
import { type LooseBundle, textOf } from './read-bundles.ts';

export interface PackageContent {
  package: RegistryPackage;
  bundles: RegistryBundle[];
}

/** One package with the bundles of its channels. A text is what is wrong with it. */
export function packageBundles(input: JsonObject, bundles: ReadonlyMap<string, LooseBundle>): PackageContent | string {
  const name = textOf(input['packageName']);
  if (name === '') return 'a package has no name';
  const channels = channelsOf(input['channels']);
  const declared = textOf(input['defaultChannel']);
  const defaultChannel = channels.length === 1 ? channels[0] : channels.find((channel) => channel.name === declared);
  if (defaultChannel === undefined) return `no default channel specified for ${name}`;
  const found: RegistryBundle[] = [];
  for (const channel of channels) {
    const chain = channelBundles(name, channel, bundles);
    if (typeof chain === 'string') return chain;
    found.push(...chain);
  }
  return { package: { name, channels, defaultChannelName: defaultChannel.name }, bundles: found };
}

function channelsOf(list: unknown): RegistryChannel[] {
  return (Array.isArray(list) ? list : [])
    .filter(isJsonObject)
    .map(({ name, currentCSV }) => ({ name: textOf(name), csvName: textOf(currentCSV) }));
}

/** From the head along `replaces`, and what these skip where it is there: the graph of a ConfigMap is that of its CSVs. */
function channelBundles(
  packageName: string,
  { name: channelName, csvName: head }: RegistryChannel,
  bundles: ReadonlyMap<string, LooseBundle>,
): RegistryBundle[] | string {
  const entries = new Map<string, RegistryBundle>();
  const skipped = new Set<string>();
  let next = bundles.get(head);
  if (next === undefined) return `no bundle found for bundlename ${head}`;
  while (next !== undefined) {
    const current: LooseBundle = next;
    entries.set(current.name, entry(current, packageName, channelName));
    for (const skip of current.skips) skipped.add(skip);
    if (current.replaces === '') break;
    if (entries.has(current.replaces)) return `Cycle detected, ${current.name} replaces ${current.replaces}`;
    next = bundles.get(current.replaces);
    if (next === undefined) return `Invalid bundle ${head}, replaces nonexistent bundle ${current.replaces}`;
  }
  for (const name of skipped) {
    const bundle = bundles.get(name);
    // It is beside the chain: what it replaces and skips itself counts no more.
    if (bundle !== undefined && !entries.has(name))
      entries.set(name, { ...entry(bundle, packageName, channelName), replaces: '', skips: [] });
  }
  return [...entries.values()];
}

function entry({ name, ...bundle }: LooseBundle, packageName: string, channelName: string): RegistryBundle {
  const identity = {
    type: propertyTypes.package,
    value: JSON.stringify({ packageName, version: bundle.version }),
  };
  const properties = [...bundle.properties, identity];
  return { ...bundle, csvName: name, packageName, channelName, bundlePath: '', properties };
}
