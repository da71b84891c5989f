import { annotations, labels, ModulePluginView, OperatorView } from '@violet/api';
import type { Cluster } from '@violet/kube';
import { isJsonObject, type Stored } from '@violet/machinery';

/** What the platform shows of its extensions, without those that only a cluster upgrade changes. */
export interface ExtensionViews {
  operators: Stored<OperatorView>[];
  plugins: Stored<ModulePluginView>[];
}

const core = 'core';

/** Reads the views of the global cluster. `clusters` narrows them; none named means all. */
export async function readViews(global: Cluster, clusters: readonly string[]): Promise<ExtensionViews> {
  const [operators, plugins] = await Promise.all([
    global.resource(OperatorView).list(),
    global.resource(ModulePluginView).list(),
  ]);
  const isWanted = (cluster: string | undefined) => clusters.length === 0 || clusters.includes(cluster ?? '');
  return {
    operators: operators.items.filter((view) => !isCore(view) && isWanted(view.metadata.namespace)),
    plugins: plugins.items.filter((view) => !isCore(view)),
  };
}

function isCore({ metadata }: OperatorView | ModulePluginView): boolean {
  return metadata.labels?.[labels.lifecycleType]?.toLowerCase() === core;
}

export function operatorDisplayName({ metadata, status }: Stored<OperatorView>): string {
  return status?.packageManifestStatus?.channels?.[0]?.currentCSVDesc?.displayName ?? metadata.name;
}

/** The annotation is a name, or names by language as JSON. */
export function pluginDisplayName({ metadata }: Stored<ModulePluginView>): string {
  const text = metadata.annotations?.[annotations.displayName] ?? '';
  if (!text.startsWith('{')) return text || metadata.name;
  try {
    const names = JSON.parse(text);
    const name = isJsonObject(names) ? (names['en'] ?? names['zh']) : undefined;
    return typeof name === 'string' && name !== '' ? name : metadata.name;
  } catch {
    return metadata.name;
  }
}
