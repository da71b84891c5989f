import type { Condition, KubernetesObject, LabelSelectorObject } from '@violet/machinery';
import { defineResource } from '../resource.ts';
import { conditions, date, labelSelector, listOf, object, text } from './schema-parts.ts';

/** The Artifacts that make up one catalogue. */
export interface Library extends KubernetesObject {
  spec: { artifactSelector: LabelSelectorObject; imagePullSecrets?: string[] };
  /** `Accepted` among the conditions: whether there can be such a catalogue, and Artifacts in it. */
  status?: { lastUpdateTime: string; phase: string; conditions?: Condition[] };
}

export const Library = defineResource<Library>({
  group: 'app.alauda.io',
  version: 'v1alpha1',
  kind: 'Library',
  plural: 'libraries',
  scope: 'Namespaced',
  home: 'member',
  spec: object({ artifactSelector: labelSelector, imagePullSecrets: listOf(text) }, ['artifactSelector']),
  status: object({ lastUpdateTime: date, phase: text, conditions }, ['lastUpdateTime', 'phase']),
});
