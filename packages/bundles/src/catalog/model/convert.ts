import { dnsLabelProblems, goQuote } from '@violet/machinery';
import { parseSemVersion } from '../../version/parse-version.ts';
import type { BundleBlob, CatalogBlobs, ChannelBlob } from '../blobs.ts';
import { parseProperties, propertyTypes } from '../properties.ts';
import { csvAmong } from '../read-bundle-objects.ts';
import { applyDeprecations } from './deprecate.ts';
import type { BundleModel, ChannelModel, PackageModel } from './model.ts';
import { validatePackage } from './validate.ts';

/**
 * The documents of one package as a model that may be served. A text in its place is the message with which opm refuses
 * them: the first thing that is wrong, or all that is wrong with the graph.
 */
export function convertPackage(blobs: CatalogBlobs): PackageModel | string {
  const model = newPackage(blobs);
  return (
    packageProblem(blobs) ??
    addChannels(model, blobs) ??
    addBundles(model, blobs) ??
    missingBundles(model, blobs) ??
    setDefaultChannel(model, blobs) ??
    applyDeprecations(model, blobs) ??
    validatePackage(model) ??
    model
  );
}

function newPackage({ packages: [blob] }: CatalogBlobs): PackageModel {
  const { name = '', description = '', icon } = blob ?? {};
  const model: PackageModel = { name, description, defaultChannel: undefined, channels: new Map() };
  if (icon !== undefined) model.icon = { base64data: icon.base64data ?? '', mediatype: icon.mediatype ?? '' };
  return model;
}

function packageProblem({ packages }: CatalogBlobs): string | undefined {
  for (const [index, { name = '' }] of packages.entries()) {
    if (name === '') return 'config contains package with no name';
    if (index > 0) return `duplicate package ${goQuote(name)}`;
    const problems = dnsLabelProblems(name);
    if (problems.length > 0) return `invalid package name ${goQuote(name)}: [${problems.join(' ')}]`;
  }
  return undefined;
}

function addChannels(model: PackageModel, { packages, channels }: CatalogBlobs): string | undefined {
  for (const blob of channels) {
    const { name = '', package: owner = '' } = blob;
    if (packages.length === 0) return `unknown package ${goQuote(owner)} for channel ${goQuote(name)}`;
    if (name === '') return `package ${goQuote(owner)} contains channel with no name`;
    if (model.channels.has(name)) return `package ${goQuote(owner)} has duplicate channel ${goQuote(name)}`;
    const channel = channelOf(blob);
    if (typeof channel === 'string') return channel;
    model.channels.set(name, channel);
  }
  return undefined;
}

function channelOf({ name = '', package: owner = '', entries = [] }: ChannelBlob): ChannelModel | string {
  const channel: ChannelModel = { name, entries: new Map() };
  for (const { name: entry = '', replaces = '', skips = [], skipRange = '' } of entries) {
    if (channel.entries.has(entry)) {
      return `invalid package ${goQuote(owner)}, channel ${goQuote(name)}: duplicate entry ${goQuote(entry)}`;
    }
    channel.entries.set(entry, { name: entry, replaces, skips, skipRange, bundle: undefined });
  }
  return channel;
}

function addBundles(model: PackageModel, { packages, bundles }: CatalogBlobs): string | undefined {
  const names = new Set<string>();
  for (const blob of bundles) {
    const { name = '', package: owner = '' } = blob;
    if (owner === '') return `package name must be set for bundle ${goQuote(name)}`;
    if (packages.length === 0) return `unknown package ${goQuote(owner)} for bundle ${goQuote(name)}`;
    if (names.has(name)) return `package ${goQuote(owner)} has duplicate bundle ${goQuote(name)}`;
    names.add(name);
    const bundle = bundleOf(blob);
    if (typeof bundle === 'string') return bundle;
    const entries = [...model.channels.values()].flatMap((channel) => channel.entries.get(name) ?? []);
    if (entries.length === 0) {
      return `package ${goQuote(owner)}, bundle ${goQuote(name)} not found in any channel entries`;
    }
    for (const entry of entries) entry.bundle = bundle;
  }
  return undefined;
}

function bundleOf(blob: BundleBlob): BundleModel | string {
  const { name = '', package: owner = '', image = '', properties = [], relatedImages = [], objects = [] } = blob;
  const parsed = parseProperties(properties);
  if (typeof parsed === 'string') return `parse properties for bundle ${goQuote(name)}: ${parsed}`;
  const [identity] = parsed.packages;
  if (identity === undefined || parsed.packages.length > 1) {
    const found = `found ${parsed.packages.length}`;
    return `package ${goQuote(owner)} bundle ${goQuote(name)} must have exactly 1 "${propertyTypes.package}" property, ${found}`;
  }
  if (identity.packageName !== owner) {
    return `package ${goQuote(owner)} does not match "${propertyTypes.package}" property ${goQuote(identity.packageName)}`;
  }
  const version = parseSemVersion(identity.version);
  if (typeof version === 'string') {
    return `error parsing bundle ${goQuote(name)} version ${goQuote(identity.version)}: ${version}`;
  }
  return { name, image, properties, relatedImages, objects, csvJson: csvAmong(objects), parsed, version };
}

/** opm looks at the entries of the last channel only; those of others are found wrong when the graph is looked at. */
function missingBundles(model: PackageModel, { channels, bundles }: CatalogBlobs): string | undefined {
  const names = new Set(bundles.map(({ name = '' }) => name));
  const entries = (channels.at(-1)?.entries ?? []).map(({ name = '' }) => name).filter((name) => !names.has(name));
  if (entries.length === 0) return undefined;
  const missing = entries.sort().join(' ');
  return `no olm.bundle blobs found in package ${goQuote(model.name)} for olm.channel entries [${missing}]`;
}

/** A default channel that is not there is made, so that it is found to be empty. */
function setDefaultChannel(model: PackageModel, { packages: [blob] }: CatalogBlobs): undefined {
  const name = blob?.defaultChannel ?? '';
  if (name === '') return;
  model.defaultChannel = name;
  if (!model.channels.has(name)) model.channels.set(name, { name, entries: new Map() });
}
