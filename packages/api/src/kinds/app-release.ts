import type { Condition, JsonObject, KubernetesObject } from '@violet/machinery';
import { defineResource } from '../resource.ts';
import { conditions, flag, freeForm, integer, listOf, mapOf, object, text } from './schema-parts.ts';

export interface AppReleaseChart {
  /** Registry-relative repository of the chart. */
  name: string;
  releaseName: string;
  /** The chart's version, which is the tag in the registry. */
  targetRevision: string;
  /** Digest of the chart's manifest; where given, the chart is fetched by it and the tag is a label. */
  digest?: string;
}

export interface ValuesSource {
  configMapKeyRef?: { name: string; key: string; optional?: boolean };
  secretKeyRef?: { name: string; key: string; optional?: boolean };
}

export interface AppReleaseSpec {
  destination: { cluster?: string; namespace: string };
  source: { repoURL: string; chartPullSecret?: string; charts: AppReleaseChart[] };
  /** Seconds that workloads have to become healthy before Health says that they take too long. */
  timeout?: number;
  /** The chart's values where `source.charts` has one entry; chart name → values where it has several. */
  values?: JsonObject;
  valuesFrom?: ValuesSource[];
}

export interface AppReleaseChartStatus {
  installedRevision?: string;
  /** Digest of the installed chart's manifest. */
  installedDigest?: string;
  phase?: string;
  releaseName: string;
  /** Helm's revision of the release, from 1. */
  revision?: number;
  /** SHA-256 of the values of the installed revision. */
  valuesHash?: string;
  /** The pair that failed last: it is not tried again until one of them changes or a retry is asked for. */
  failed?: { digest: string; valuesHash: string; retry?: string; message: string };
}

export interface AppReleaseStatus {
  observedGeneration?: number;
  charts?: Record<string, AppReleaseChartStatus>;
  conditions?: Condition[];
}

/** Charts that are to be installed in one cluster, with their values. */
export interface AppRelease extends KubernetesObject {
  spec: AppReleaseSpec;
  status?: AppReleaseStatus;
}

const keyReference = object({ name: text, key: text, optional: flag }, ['name', 'key']);

export const AppRelease = defineResource<AppRelease>({
  group: 'operator.alauda.io',
  version: 'v1alpha1',
  kind: 'AppRelease',
  plural: 'appreleases',
  shortNames: ['ars'],
  scope: 'Namespaced',
  home: 'member',
  columns: [
    { name: 'Sync', type: 'string', jsonPath: '.status.conditions[?(@.type=="Sync")].status' },
    { name: 'Health', type: 'string', jsonPath: '.status.conditions[?(@.type=="Health")].status' },
    { name: 'Message', type: 'string', jsonPath: '.status.conditions[?(@.type=="Health")].message', priority: 1 },
    { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
  ],
  spec: object(
    {
      destination: object({ cluster: text, namespace: text }, ['namespace']),
      source: object(
        {
          repoURL: text,
          chartPullSecret: text,
          charts: listOf(
            object({ name: text, releaseName: text, targetRevision: text, digest: text }, [
              'name',
              'releaseName',
              'targetRevision',
            ]),
          ),
        },
        ['repoURL', 'charts'],
      ),
      timeout: integer,
      values: freeForm,
      valuesFrom: listOf(object({ configMapKeyRef: keyReference, secretKeyRef: keyReference })),
    },
    ['destination', 'source'],
  ),
  status: object({
    observedGeneration: integer,
    charts: mapOf(
      object(
        {
          installedRevision: text,
          installedDigest: text,
          phase: text,
          releaseName: text,
          revision: integer,
          valuesHash: text,
          failed: object({ digest: text, valuesHash: text, retry: text, message: text }),
        },
        ['releaseName'],
      ),
    ),
    conditions,
  }),
});
