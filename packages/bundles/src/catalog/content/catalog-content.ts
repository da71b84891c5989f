import type { CatalogContent, RegistryBundle, RegistryPackage } from '../../registry/messages.ts';
import { headOf } from '../model/graph.ts';
import type { ChannelModel, PackageModel } from '../model/model.ts';
import { apiBundle } from './api-bundle.ts';

/** Everything that a catalogue has to say about one package. A text is why it cannot be served. */
export function packageContent(model: PackageModel): { package: RegistryPackage; bundles: RegistryBundle[] } | string {
  const channels = [...model.channels.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  const bundles: RegistryBundle[] = [];
  for (const channel of channels) {
    for (const entry of channel.entries.values()) {
      const bundle = apiBundle(model, channel.name, entry);
      if (typeof bundle === 'string') return bundle;
      bundles.push(bundle);
    }
  }
  return {
    package: {
      name: model.name,
      channels: channels.map(channelMessage),
      defaultChannelName: model.defaultChannel ?? '',
      ...(model.deprecation === undefined ? {} : { deprecation: { message: model.deprecation } }),
    },
    bundles,
  };
}

function channelMessage(channel: ChannelModel) {
  const head = headOf(channel);
  return {
    name: channel.name,
    csvName: 'entry' in head ? head.entry.name : '',
    ...(channel.deprecation === undefined ? {} : { deprecation: { message: channel.deprecation } }),
  };
}

/** The contents of packages as one, ordered by name. */
export function joinContents(parts: { package: RegistryPackage; bundles: RegistryBundle[] }[]): CatalogContent {
  const sorted = parts.toSorted((a, b) => (a.package.name < b.package.name ? -1 : 1));
  return { packages: sorted.map((part) => part.package), bundles: sorted.flatMap(({ bundles }) => bundles) };
}
