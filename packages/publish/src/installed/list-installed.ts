import type { Cluster } from '@violet/kube';
import { operatorDisplayName, pluginDisplayName, readViews } from './read-views.ts';

export interface InstalledApplication {
  displayName: string;
  type: 'OperatorBundle' | 'ModulePlugin';
  installed: { clusterName: string; version: string }[];
}

/** What `violet list` writes: the portal reads it to say which packages an upgrade needs. */
export interface InstalledApplications {
  applications: Record<string, InstalledApplication>;
}

/** The Aligned and Agnostic extensions that are installed, with the version that runs. `clusters` narrows; none means all. */
export async function listInstalled(global: Cluster, clusters: readonly string[]): Promise<InstalledApplications> {
  const { operators, plugins } = await readViews(global, clusters);
  const applications = new Map<string, InstalledApplication>();
  for (const view of operators) {
    const { version } = view.status?.operatorStatus?.installation ?? {};
    if (version === undefined) continue;
    const { name, namespace = '' } = view.metadata;
    const known = applications.get(name);
    const entry = known ?? { displayName: operatorDisplayName(view), type: 'OperatorBundle' as const, installed: [] };
    entry.installed.push({ clusterName: namespace, version });
    applications.set(name, entry);
  }
  for (const view of plugins) {
    const installed = (view.status?.installed ?? [])
      .filter(({ cluster }) => clusters.length === 0 || clusters.includes(cluster))
      .map(({ cluster, version }) => ({ clusterName: cluster, version }));
    if (installed.length === 0) continue;
    applications.set(view.metadata.name, { displayName: pluginDisplayName(view), type: 'ModulePlugin', installed });
  }
  const sorted = [...applications].sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [, { installed }] of sorted) installed.sort((a, b) => (a.clusterName < b.clusterName ? -1 : 1));
  return { applications: Object.fromEntries(sorted) };
}
