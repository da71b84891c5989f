import {
  annotations,
  Cluster,
  fieldManagers,
  labels,
  ModuleInfo,
  ModulePlugin,
  ModulePluginView,
  ProductBase,
} from '@violet/api';
import { defineController, done, type Key, type Reader, type Step, watch } from '@violet/controller';
import { formatApiVersion, jsonEqual, type Stored } from '@violet/machinery';
import { listedExtensions } from '../operator-view/listed-extensions.ts';
import { type PluginFacts, pluginStatus } from './plugin-view.ts';

interface PluginViewWorld {
  facts: PluginFacts;
  /** Writes labels and annotations as the plugin has them. */
  keepMetadata(): Promise<void>;
  remove(): Promise<void>;
}

const productBase = 'base';

/** One ModulePluginView for each cluster plugin, published or part of the product. */
export function modulePluginViewController() {
  return defineController<ModulePluginView, PluginViewWorld>({
    name: 'module-plugin-view',
    scope: 'hub',
    kind: ModulePluginView,
    watches: [
      watch({ kind: ModulePlugin, keys: ({ metadata }) => [{ name: metadata.name }] }),
      watch({ kind: ModuleInfo, keys: ({ metadata }) => keysOf([metadata.labels?.[labels.moduleName] ?? '']) }),
      watch({ kind: ProductBase, keys: (base) => keysOf(listedExtensions(base, 'ModulePlugin')) }),
      watch({
        kind: Cluster,
        keys: (_cluster, _name, reader) => keysOf(reader.list(ModulePluginView).map(({ metadata }) => metadata.name)),
      }),
    ],
    observe,
    steps: [showStatus],
    whenAbsent: async ({ name }, reader) => {
      if (pluginStatus(factsOf(name, reader)) !== undefined) await applyView(name, reader);
    },
  });
}

const showStatus: Step<ModulePluginView, PluginViewWorld> = async (view, { facts, keepMetadata, remove }) => {
  const status = pluginStatus(facts);
  if (status === undefined) {
    await remove();
    return done;
  }
  await keepMetadata();
  if (!jsonEqual(view.status ?? {}, status)) view.status = status;
  return undefined;
};

function observe(view: Stored<ModulePluginView>, reader: Reader): PluginViewWorld {
  const { name, uid } = view.metadata;
  return {
    facts: factsOf(name, reader),
    async keepMetadata() {
      const wanted = metadataOf(reader.get(ModulePlugin, name));
      const isSame =
        includesAll(view.metadata.labels, wanted.labels) && includesAll(view.metadata.annotations, wanted.annotations);
      if (!isSame) await applyView(name, reader);
    },
    async remove() {
      await reader.client.resource(ModulePluginView).delete(name, { preconditions: { uid } });
    },
  };
}

function factsOf(name: string, reader: Reader): PluginFacts {
  return {
    plugin: reader.get(ModulePlugin, name),
    infos: reader.list(ModuleInfo).filter(({ metadata }) => metadata.labels?.[labels.moduleName] === name),
    clusters: reader.list(Cluster).map(({ metadata }) => metadata.name),
    isListed: listedExtensions(reader.get(ProductBase, productBase), 'ModulePlugin').includes(name),
  };
}

async function applyView(name: string, reader: Reader): Promise<void> {
  const view = {
    apiVersion: formatApiVersion(ModulePluginView.group, ModulePluginView.version),
    kind: ModulePluginView.kind,
    metadata: { name, ...withName(name, metadataOf(reader.get(ModulePlugin, name))) },
  };
  await reader.client.resource(ModulePluginView).apply(view, { fieldManager: fieldManagers.platform, force: true });
}

function withName(name: string, { labels: own, annotations: others }: ReturnType<typeof metadataOf>) {
  return { labels: { [labels.moduleName]: name, ...own }, annotations: others };
}

/** What a list shows or filters by. */
function metadataOf(plugin: ModulePlugin | undefined) {
  const lifecycle = plugin?.metadata.labels?.[labels.lifecycleType];
  const displayName = plugin?.metadata.annotations?.[annotations.displayName];
  return {
    labels: lifecycle === undefined ? {} : { [labels.lifecycleType]: lifecycle },
    annotations: displayName === undefined ? {} : { [annotations.displayName]: displayName },
  };
}

function includesAll(found: Record<string, string> | undefined, wanted: Record<string, string>): boolean {
  return Object.entries(wanted).every(([key, value]) => found?.[key] === value);
}

function keysOf(names: readonly string[]): Key[] {
  return names.filter((name) => name !== '').map((name) => ({ name }));
}
