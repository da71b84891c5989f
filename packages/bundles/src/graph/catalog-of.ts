import { goJson } from '@violet/machinery';
import type { Bundle } from '../bundle/bundle.ts';
import type { BundleBlob, CatalogBlobs, ChannelBlob, Property } from '../catalog/blobs.ts';
import { propertyTypes } from '../catalog/properties.ts';
import { contentOf } from '../catalog/read-catalog.ts';
import type { CatalogContent } from '../registry/messages.ts';
import { compareWithBuild, parseSemVersion, type SemVersion } from '../version/parse-version.ts';
import { linkChannel } from './link-channel.ts';
import { channelEntries, type GraphNode, type UpdateGraphMode } from './update-graph.ts';

export interface CatalogedBundle {
  bundle: Bundle;
  /** The bundle is served by this image, and its manifests are not inline. */
  image?: string;
}

export interface CatalogOf {
  content: CatalogContent;
  /** Package → why it is left out. */
  problems: Map<string, string>;
}

/**
 * A catalogue made of bundles. Channels are those of their annotations; without a mode their order is what their CSVs say
 * and, where that leaves bundles aside, their versions. A package that makes no graph is left out and reported.
 */
export function catalogOf(bundles: readonly CatalogedBundle[], mode?: UpdateGraphMode): CatalogOf {
  const packages = Map.groupBy(bundles, ({ bundle }) => bundle.packageName);
  const blobs = new Map([...packages].map(([name, members]) => [name, blobsOf(name, members, mode)]));
  const { content, problems } = contentOf(blobs);
  return { content, problems: new Map(problems.map((problem) => [problem.package ?? '', problem.message])) };
}

interface Member extends CatalogedBundle {
  node: GraphNode;
}

const noVersion: SemVersion = { numbers: [0n, 0n, 0n], prerelease: [], build: [], text: '' };

function blobsOf(name: string, cataloged: readonly CatalogedBundle[], mode: UpdateGraphMode | undefined): CatalogBlobs {
  const members = cataloged.map((member) => ({ ...member, node: nodeOf(member.bundle) }));
  const newestFirst = members.toSorted((a, b) => compareWithBuild(b.node.version, a.node.version));
  const channels = new Set(members.flatMap(({ bundle }) => bundle.channels));
  const icon = newestFirst[0]?.bundle.csv.spec.icon?.[0] ?? undefined;
  return {
    packages: [
      {
        name,
        defaultChannel: defaultChannelOf(newestFirst, channels),
        description: newestFirst[0]?.bundle.csv.spec.description ?? '',
        ...(icon === undefined ? {} : { icon }),
      },
    ],
    channels: [...channels].sort().map((channel) => channelBlob(name, channel, members, mode)),
    bundles: members.map((member) => bundleBlob(name, member)),
    deprecations: [],
  };
}

function nodeOf({ csv, version, replaces, skips, skipRange }: Bundle): GraphNode {
  const parsed = parseSemVersion(version);
  return {
    name: csv.metadata.name ?? '',
    version: typeof parsed === 'string' ? noVersion : parsed,
    replaces,
    skips,
    skipRange,
  };
}

/** The newest bundle that names one decides; it may name a channel that is gone. */
function defaultChannelOf(newestFirst: readonly Member[], channels: ReadonlySet<string>): string {
  const named = newestFirst.map(({ bundle }) => bundle.defaultChannel).find((channel) => channels.has(channel));
  return named ?? [...channels].sort()[0] ?? '';
}

function channelBlob(
  owner: string,
  name: string,
  members: readonly Member[],
  mode: UpdateGraphMode | undefined,
): ChannelBlob {
  const nodes = members.filter(({ bundle }) => bundle.channels.includes(name)).map(({ node }) => node);
  return { name, package: owner, entries: mode === undefined ? linkChannel(nodes) : channelEntries(nodes, mode) };
}

function bundleBlob(owner: string, { bundle, node, image }: Member): BundleBlob {
  const inline = bundle.objects.map((object) => goJson(object));
  const csv = inline[bundle.objects.findIndex(({ kind }) => kind === 'ClusterServiceVersion')];
  return {
    name: node.name,
    package: owner,
    image: image ?? '',
    properties: bundle.properties.filter(isNoManifest),
    relatedImages: bundle.relatedImages,
    // The CSV stays: heads of channels are shown by it.
    objects: image === undefined ? inline : csv === undefined ? [] : [csv],
  };
}

function isNoManifest({ type }: Property): boolean {
  return type !== propertyTypes.bundleObject && type !== propertyTypes.csvMetadata;
}
