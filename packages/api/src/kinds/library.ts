import type { KubernetesObject, LabelSelectorObject } from '@violet/machinery';
import { defineResource } from '../resource.ts';
import { date, labelSelector, listOf, object, text } from './schema-parts.ts';

/** The Artifacts that make up one catalogue. */
export interface Library extends KubernetesObject {
  spec: { artifactSelector: LabelSelectorObject; imagePullSecrets?: string[] };
  status?: { lastUpdateTime: string; phase: string };
}

export const Library = defineResource<Library>({
  group: 'app.alauda.io',
  version: 'v1alpha1',
  kind: 'Library',
  plural: 'libraries',
  scope: 'Namespaced',
  home: 'member',
  spec: object({ artifactSelector: labelSelector, imagePullSecrets: listOf(text) }, ['artifactSelector']),
  status: object({ lastUpdateTime: date, phase: text }, ['lastUpdateTime', 'phase']),
});
