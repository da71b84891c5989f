import type { PackageChannel, PackageManifest } from '@violet/api';
import type { RegistryBundle, RegistryChannel, RegistryPackage } from '@violet/bundles';
import type { Catalog } from '../catalogs/catalogs.ts';
import { headKey } from '../catalogs/feed.ts';
import { goJson } from '../go-json/encode.ts';
import { type ChannelHead, readHead } from './csv-description.ts';
import { entriesByChannel } from './entries.ts';
import type { PackageIcon } from './icon.ts';
import { manifestLabels } from './labels.ts';

/** A package of a catalogue as it is offered. The icon is apart: lists would be megabytes with it. */
export interface OfferedPackage {
  manifest: PackageManifest;
  icon?: PackageIcon;
}

/** The packages of a catalogue, by name. Those without a channel that can be read are left out. */
export function packageManifests(catalog: Catalog): OfferedPackage[] {
  const { content } = catalog.snapshot ?? {};
  if (content === undefined) return [];
  const entries = entriesByChannel(content.bundles);
  const csvs = inlineCsvs(content.bundles);
  const sorted = content.packages.toSorted(byName);
  return sorted.flatMap((one) => offer(one, catalog, { entries, csvs }) ?? []);
}

interface Contents {
  entries: ReturnType<typeof entriesByChannel>;
  csvs: ReadonlyMap<string, string>;
}

interface ReadChannel {
  head: ChannelHead;
  channel: PackageChannel;
}

function offer(one: RegistryPackage, catalog: Catalog, contents: Contents): OfferedPackage | undefined {
  const read = one.channels
    .toSorted(byName)
    .flatMap((channel) => readChannel(one.name, channel, catalog, contents) ?? []);
  const [first] = read;
  if (first === undefined) return undefined;
  const ofDefault = read.find(({ channel }) => channel.name === one.defaultChannelName);
  const isElided = ofDefault === undefined && one.channels.some(({ name }) => name === one.defaultChannelName);
  const chosen = ofDefault ?? first;
  const { metadata, spec } = catalog.source;
  const status = {
    catalogSource: catalog.name,
    catalogSourceDisplayName: spec.displayName,
    catalogSourcePublisher: spec.publisher,
    catalogSourceNamespace: catalog.namespace,
    provider: chosen.head.provider,
    packageName: one.name,
    deprecation: one.deprecation,
    channels: read.map(({ channel }) => channel),
    defaultChannel: isElided ? first.channel.name : one.defaultChannelName,
  };
  const manifest: PackageManifest = {
    apiVersion: 'packages.operators.coreos.com/v1',
    kind: 'PackageManifest',
    metadata: {
      name: one.name,
      namespace: catalog.namespace,
      creationTimestamp: metadata.creationTimestamp,
      labels: manifestLabels(catalog, chosen.head),
    },
    spec: {},
    status: JSON.parse(goJson('PackageManifestStatus', status)),
  };
  return { manifest, ...iconOf(read, status.defaultChannel, one.name) };
}

function readChannel(
  packageName: string,
  { name, csvName, deprecation }: RegistryChannel,
  { heads }: Catalog,
  { entries, csvs }: Contents,
): ReadChannel | undefined {
  const key = headKey(packageName, name);
  const csvJson = csvs.get(`${key}/${csvName}`) ?? heads.get(key);
  const head = csvJson === undefined ? undefined : readHead(csvJson);
  if (head === undefined) return undefined;
  const channel: PackageChannel = {
    name,
    currentCSV: head.name,
    currentCSVDesc: head.description,
    ...(deprecation === undefined ? {} : { deprecation }),
    // Without entries Go writes null.
    entries: entries.get(key) as PackageChannel['entries'],
  };
  return { head, channel };
}

function iconOf(read: ReadChannel[], defaultChannel: string, packageName: string): { icon?: PackageIcon } {
  const found = read.find(({ channel }) => channel.name === defaultChannel);
  if (found?.head.icon === undefined) return {};
  const { base64data = '', mediatype = '' } = found.head.icon;
  const tag = [packageName, found.channel.name, found.channel.currentCSV].join('.');
  return { icon: { base64: base64data, mediaType: mediatype, tag: `"${tag}"` } };
}

function inlineCsvs(bundles: readonly RegistryBundle[]): Map<string, string> {
  const csvs = new Map<string, string>();
  for (const { packageName, channelName, csvName, csvJson } of bundles)
    if (csvJson !== '') csvs.set(`${headKey(packageName, channelName)}/${csvName}`, csvJson);
  return csvs;
}

function byName(left: { name: string }, right: { name: string }): number {
  if (left.name === right.name) return 0;
  return left.name < right.name ? -1 : 1;
}
