import type { Condition, KubernetesObject, LabelSelectorObject } from '@violet/machinery';
import { defineResource } from '../resource.ts';
import { conditions, date, flag, integer, labelSelector, listOf, object, text } from './schema-parts.ts';

/** The catalogues that the platform serves; operators of `system` are not shown in OperatorHub. */
export const artifactLibraries = ['system', 'platform', 'custom'] as const;
export type ArtifactLibrary = (typeof artifactLibraries)[number];

/** The newest tags that match become versions; `regex` is Go's, with groups Major, Minor, Patch, PreRelease, Meta. */
export interface TagPattern {
  name: string;
  regex: string;
  maxQuantity: number;
}

export interface ArtifactSpec {
  /** `bundle` or `chart`. */
  type: string;
  present: boolean;
  registry: string;
  repository: string;
  artifactVersionSelector: LabelSelectorObject;
  displayName?: string;
  description?: string;
  imagePullSecrets?: string[];
  tagPatterns?: TagPattern[];
}

export interface ArtifactStatus {
  availableArtifactVersion?: number;
  lastUpdateTime?: string;
  synced?: boolean;
  /** `TagsFollowed`, where there are tag patterns: whether they are in order, and the tags of the repository are known. */
  conditions?: Condition[];
}

/** An operator whose bundles lie in the registry; its ArtifactVersions say which of them are offered. */
export interface Artifact extends KubernetesObject {
  spec: ArtifactSpec;
  status?: ArtifactStatus;
}

const hubPrefix = 'operatorhub-';

/** Artifacts are called after their package, or `operatorhub-` and that. */
export const artifactNames = (packageName: string): readonly string[] => [packageName, `${hubPrefix}${packageName}`];

/** The package that an Artifact of this name is about. */
export const packageOfArtifact = (name: string): string =>
  name.startsWith(hubPrefix) ? name.slice(hubPrefix.length) : name;

export const Artifact = defineResource<Artifact>({
  group: 'app.alauda.io',
  version: 'v1alpha1',
  kind: 'Artifact',
  plural: 'artifacts',
  scope: 'Namespaced',
  home: 'member',
  columns: [
    { name: 'Type', type: 'string', jsonPath: '.spec.type' },
    { name: 'Repository', type: 'string', jsonPath: '.spec.repository' },
    { name: 'Versions', type: 'integer', jsonPath: '.status.availableArtifactVersion' },
    { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
  ],
  spec: object(
    {
      type: text,
      present: flag,
      registry: text,
      repository: text,
      artifactVersionSelector: labelSelector,
      displayName: text,
      description: text,
      imagePullSecrets: listOf(text),
      tagPatterns: listOf(object({ name: text, regex: text, maxQuantity: integer }, ['name', 'regex', 'maxQuantity'])),
    },
    ['artifactVersionSelector', 'present', 'registry', 'repository', 'type'],
  ),
  status: object({ availableArtifactVersion: integer, lastUpdateTime: date, synced: flag, conditions }),
});
