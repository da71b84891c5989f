import { eventually } from './eventually.ts';
import type { Kubectl } from './kubectl.ts';
import { rowsOf } from './table.ts';

/** The ModuleInfo that the manual writes, under a temporary name. */
export function moduleInfoYaml(options: {
  cluster: string;
  plugin: string;
  version: string;
  config?: object;
  name?: string;
}): string {
  const { cluster, plugin, version, config = {}, name = `${cluster}-temporary-name` } = options;
  return `apiVersion: cluster.alauda.io/v1alpha1
kind: ModuleInfo
metadata:
  labels:
    cpaas.io/cluster-name: ${cluster}
    cpaas.io/module-name: ${plugin}
    cpaas.io/module-type: plugin
  name: ${name}
spec:
  config: ${JSON.stringify(config)}
  version: ${version}
`;
}

/** The rows of `kubectl get moduleinfo -l cpaas.io/module-name=<plugin>`. */
export async function moduleInfos(kubectl: Kubectl, plugin: string): Promise<Record<string, string>[]> {
  return rowsOf(await kubectl(`get moduleinfo -l cpaas.io/module-name=${plugin}`));
}

/** Waits until the one ModuleInfo of the plugin shows these cells, and answers with its row. */
export async function untilModuleInfo(
  kubectl: Kubectl,
  plugin: string,
  cells: Readonly<Record<string, string>>,
  timeoutMs = 60_000,
): Promise<Record<string, string>> {
  let seen: unknown;
  return eventually(
    `ModuleInfo of ${plugin} with ${JSON.stringify(cells)}`,
    async () => {
      const rows = await moduleInfos(kubectl, plugin);
      seen = rows;
      const [row] = rows;
      return rows.length === 1 && row !== undefined && Object.entries(cells).every(([name, cell]) => row[name] === cell)
        ? row
        : undefined;
    },
    { timeoutMs, complain: () => `Seen last: ${JSON.stringify(seen)}` },
  );
}
