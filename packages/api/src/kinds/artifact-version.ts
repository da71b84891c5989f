import type { Condition, JsonObject, KubernetesObject } from '@violet/machinery';
import { defineResource } from '../resource.ts';
import { conditions, flag, freeForm, listOf, object, text } from './schema-parts.ts';

/** `unknown` before it was looked at. Absent is no phase: a version that is absent has no ArtifactVersion. */
export const artifactVersionPhases = ['Present', 'Failed', 'Pending', 'unknown'] as const;
export type ArtifactVersionPhase = (typeof artifactVersionPhases)[number];

export interface ArtifactVersionSpec {
  present: boolean;
  tag: string;
  /** Digest of the bundle's manifest, recorded at the push: content is always fetched by it. */
  digest?: string;
}

export interface ArtifactVersionStatus {
  /** Of a bundle the package. */
  name?: string;
  /** Of a bundle the CSV's name. */
  version?: string;
  phase?: ArtifactVersionPhase;
  reason?: string;
  message?: string;
  type?: string;
  chartInfo?: {
    metadata?: JsonObject;
    values?: JsonObject;
    /** `data` is Base64. */
    files?: { name: string; data: string }[];
  };
  conditions?: Condition[];
}

/** One version of an Artifact: one tag of its repository. */
export interface ArtifactVersion extends KubernetesObject {
  spec: ArtifactVersionSpec;
  status?: ArtifactVersionStatus;
}

/** `<artifact>.<tag>` */
export const artifactVersionName = (artifact: string, tag: string): string => `${artifact}.${tag}`;

export const ArtifactVersion = defineResource<ArtifactVersion>({
  group: 'app.alauda.io',
  version: 'v1alpha1',
  kind: 'ArtifactVersion',
  plural: 'artifactversions',
  scope: 'Namespaced',
  home: 'member',
  columns: [
    { name: 'name', type: 'string', jsonPath: '.status.name' },
    { name: 'version', type: 'string', jsonPath: '.status.version' },
    { name: 'phase', type: 'string', jsonPath: '.status.phase' },
    { name: 'reason', type: 'string', jsonPath: '.status.reason' },
  ],
  spec: object({ present: flag, tag: text, digest: text }, ['present', 'tag']),
  status: object({
    name: text,
    version: text,
    phase: { ...text, default: 'unknown' },
    reason: text,
    message: text,
    type: text,
    chartInfo: object({
      metadata: freeForm,
      values: freeForm,
      files: listOf(object({ name: text, data: { type: 'string', format: 'byte' } }, ['name', 'data'])),
    }),
    conditions,
  }),
});
