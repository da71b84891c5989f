import type { KubernetesObject } from '@violet/machinery';
import { defineResource } from '../resource.ts';
import { object, text } from './schema-parts.ts';

export const chartRepoPhases = ['Pending', 'Synced', 'Failed'] as const;
export type ChartRepoPhase = (typeof chartRepoPhases)[number];

export interface ChartRepoSpec {
  /** `Local`: charts are uploaded to the platform. `Chart`: the index of a Helm repository elsewhere is followed. */
  type: string;
  /** Where clients find index.yaml; of a Local repository the platform writes it. */
  url: string;
  /** Keys `username` and `password`. */
  secret?: { name?: string; namespace?: string };
  source?: { url?: string; path?: string };
}

export interface ChartRepoStatus {
  phase?: ChartRepoPhase;
  reason?: string;
}

/** A repository of Helm charts; its charts are Chart objects beside it. It has no status subresource. */
export interface ChartRepo extends KubernetesObject {
  spec: ChartRepoSpec;
  status?: ChartRepoStatus;
}

const secret = object({ name: text, namespace: text });

export const ChartRepo = defineResource<ChartRepo>({
  group: 'app.alauda.io',
  version: 'v1beta1',
  // The older version knows neither type nor source; what it does not know it keeps.
  alsoServed: [
    {
      version: 'v1alpha1',
      spec: { ...object({ url: text, secret }, ['url']), 'x-kubernetes-preserve-unknown-fields': true },
    },
  ],
  kind: 'ChartRepo',
  plural: 'chartrepos',
  shortNames: ['ctr'],
  scope: 'Namespaced',
  home: 'hub',
  hasStatus: false,
  columns: [
    { name: 'URL', type: 'string', jsonPath: '.spec.url', description: 'The url of this chart repo' },
    { name: 'Phase', type: 'string', jsonPath: '.status.phase', description: 'The phase of this ChartRepo' },
    { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
  ],
  spec: object({ type: { ...text, default: 'Chart' }, url: text, secret, source: object({ url: text, path: text }) }, [
    'type',
    'url',
  ]),
  status: object({ phase: text, reason: text }),
});

/** The repository that charts go to where nothing else is said. */
export const publicChartRepo = 'public-charts';
