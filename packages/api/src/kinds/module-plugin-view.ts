import type { KubernetesObject } from '@violet/machinery';
import { defineResource } from '../resource.ts';
import { type ExtensionPhase, extensionPhases } from './operator-view.ts';
import { listOf, object, text } from './schema-parts.ts';

export interface InstalledPlugin {
  cluster: string;
  version: string;
  phase?: ExtensionPhase;
  reason?: string;
  /** The newest version that it may be upgraded to. */
  availableVersion?: string;
}

/** One cluster plugin and the clusters that have it. A read model; it is written by the platform alone. */
export interface ModulePluginView extends KubernetesObject {
  status?: {
    /** Newest first. */
    versions?: string[];
    installed?: InstalledPlugin[];
    /** Clusters on which it is listed, but not present. */
    absent?: { cluster: string; reason?: string }[];
    /** The names of `installed` and `absent` in a row, because a column of a table shows one value. */
    installedOn?: string;
    absentOn?: string;
  };
}

export const ModulePluginView = defineResource<ModulePluginView>({
  group: 'app.alauda.io',
  version: 'v1alpha2',
  kind: 'ModulePluginView',
  plural: 'modulepluginviews',
  scope: 'Cluster',
  home: 'hub',
  required: [],
  columns: [
    { name: 'Installed', type: 'string', jsonPath: '.status.installedOn' },
    { name: 'Absent', type: 'string', jsonPath: '.status.absentOn' },
  ],
  spec: object({}),
  status: object({
    versions: listOf(text),
    installed: listOf(
      object(
        {
          cluster: text,
          version: text,
          phase: { ...text, enum: [...extensionPhases] },
          reason: text,
          availableVersion: text,
        },
        ['cluster', 'version'],
      ),
    ),
    absent: listOf(object({ cluster: text, reason: text }, ['cluster'])),
    installedOn: text,
    absentOn: text,
  }),
});
