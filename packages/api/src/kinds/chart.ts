import type { JsonObject, KubernetesObject } from '@violet/machinery';
import { defineResource } from '../resource.ts';
import { freeForm, listOf, object } from './schema-parts.ts';

/** One version, as an entry of Helm's index has it: Chart.yaml's own fields (all are kept), and these. */
export interface ChartEntry {
  name: string;
  version: string;
  appVersion?: string;
  /** Relative to the repository's URL, or absolute. */
  urls: string[];
  /** RFC 3339. */
  created: string;
  /** SHA-256 of the .tgz in hexadecimal digits; an index elsewhere may lack it. */
  digest?: string;
  /** Of a Local repository: digest of the version's manifest in the registry. No field of Helm's. */
  manifest?: string;
}

/** All versions of one chart of a repository, newest first; named by `chartObjectName`. Made by the platform. */
export interface Chart extends KubernetesObject {
  spec: { versions?: (ChartEntry & JsonObject)[] };
}

const spec = object({ versions: listOf(freeForm) });

export const Chart = defineResource<Chart>({
  group: 'app.alauda.io',
  version: 'v1beta1',
  alsoServed: [{ version: 'v1alpha1', spec }],
  kind: 'Chart',
  plural: 'charts',
  scope: 'Namespaced',
  home: 'hub',
  columns: [
    { name: 'Version', type: 'string', jsonPath: '.spec.versions[0].version' },
    { name: 'AppVersion', type: 'string', jsonPath: '.spec.versions[0].appVersion' },
    { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
  ],
  spec,
});
