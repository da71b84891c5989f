import type { JsonObject } from '@violet/machinery';
import { flag, freeForm, integer, listOf, localized, mapOf, object, text } from './schema-parts.ts';

export interface Localized {
  en: string;
  zh: string;
}

export interface ClusterSelector {
  matchLabels?: Record<string, string>;
  matchExpressions?: {
    key: string;
    operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist' | 'Gt' | 'Lt';
    values?: string[];
  }[];
}

export interface ModuleAffinity {
  clusterAffinity?: ClusterSelector;
  clusterAntiAffinity?: ClusterSelector;
  /** Names of plugins that must not be on the same cluster. */
  pluginAntiAffinity?: string[];
}

export interface ChartVersion {
  /** Registry-relative repository of the chart, such as `ait/chart-logcenter`. */
  name: string;
  releaseName: string;
  version: string;
}

export interface ModuleAppRelease {
  name: string;
  namespace?: string;
  installCondition?: string;
  chartVersions: ChartVersion[];
}

export interface Descriptor {
  /** Dotted path below `config`. */
  path: string;
  'x-descriptors': string[];
  displayName?: string;
  description?: string;
}

export interface ModuleDependency {
  moduleName: string;
  instanceName?: string;
  /** Version ranges; one that matches is enough. */
  versionsMatch?: string[];
}

/** The spec that ModulePlugin and ModuleConfig share. Spelling (`deleteable`) is the product's. */
export interface ModuleSpec {
  name: string;
  version?: string;
  description: Localized;
  logo: string;
  deleteable: boolean;
  affinity?: ModuleAffinity;
  appReleases?: ModuleAppRelease[];
  /** One of `appReleases[].chartVersions[].name`. */
  mainChart?: string;
  /** Path of the plugin's form in the main chart; `scripts/plugin-config.yaml` where absent. */
  cfgFilename?: string;
  config?: JsonObject;
  deployDescriptors?: Descriptor[];
  editDescriptors?: Descriptor[];
  upgradeDescriptors?: Descriptor[];
  /** Chart name → template with the delimiters `<<` and `>>`, giving YAML values. */
  valuesTemplates?: Record<string, string>;
  /** Range of the versions that may upgrade to this one, such as `>= v1.0.0`. */
  supportedUpgradeVersions?: string;
  mustUpgrade?: boolean;
  dependencies?: ModuleDependency[];
  upgradeBefore?: { moduleName: string }[];
  upgradeRiskLevel?: 'low' | 'middle' | 'high';
  upgradeRiskDescription?: string;
  upgradeRiskDescriptionEn?: string;
  deleteBlockDescription?: string;
  deleteBlockDescriptionEn?: string;
  deleteRiskDescription?: string;
  deleteRiskDescriptionEn?: string;
  resourcesBlockRemove?: { apiVersion?: string; kind?: string; name?: string; namespace?: string }[];
  skipPlatformConfig?: boolean;
  targetClusterVersions?: string[];
  transitTimeout?: number;
  labelCluster?: string;
  entrypointTemplate?: string;
  crossClusterDependencies?: string[];
  pluginDependencies?: { crossCluster?: { oneOf?: { clusterName: string; pluginName: string }[] } };
  uiContext?: JsonObject;
}

const selector = object({
  matchLabels: mapOf(text),
  matchExpressions: listOf(
    object(
      {
        key: text,
        operator: { type: 'string', enum: ['In', 'NotIn', 'Exists', 'DoesNotExist', 'Gt', 'Lt'] },
        values: listOf(text),
      },
      ['key', 'operator'],
    ),
  ),
});

export const affinitySchema = object({
  clusterAffinity: selector,
  clusterAntiAffinity: selector,
  pluginAntiAffinity: listOf(text),
});

const descriptors = listOf(
  object({ path: text, 'x-descriptors': listOf(text), displayName: text, description: text }, [
    'path',
    'x-descriptors',
  ]),
);

export const chartVersionsSchema = listOf(
  object({ name: text, releaseName: text, version: text }, ['name', 'releaseName', 'version']),
);

export const moduleSpecSchema = object(
  {
    name: text,
    version: text,
    description: { ...localized, required: ['en', 'zh'] },
    logo: text,
    deleteable: flag,
    affinity: affinitySchema,
    appReleases: listOf(
      object({ name: text, namespace: text, installCondition: text, chartVersions: chartVersionsSchema }, [
        'name',
        'chartVersions',
      ]),
    ),
    mainChart: text,
    cfgFilename: text,
    config: freeForm,
    deployDescriptors: descriptors,
    editDescriptors: descriptors,
    upgradeDescriptors: descriptors,
    valuesTemplates: mapOf(text),
    supportedUpgradeVersions: text,
    mustUpgrade: flag,
    dependencies: listOf(object({ moduleName: text, instanceName: text, versionsMatch: listOf(text) }, ['moduleName'])),
    upgradeBefore: listOf(object({ moduleName: text }, ['moduleName'])),
    upgradeRiskLevel: { type: 'string', enum: ['low', 'middle', 'high'] },
    upgradeRiskDescription: text,
    upgradeRiskDescriptionEn: text,
    deleteBlockDescription: text,
    deleteBlockDescriptionEn: text,
    deleteRiskDescription: text,
    deleteRiskDescriptionEn: text,
    resourcesBlockRemove: listOf(object({ apiVersion: text, kind: text, name: text, namespace: text })),
    skipPlatformConfig: flag,
    targetClusterVersions: listOf(text),
    transitTimeout: integer,
    labelCluster: text,
    entrypointTemplate: text,
    crossClusterDependencies: listOf(text),
    pluginDependencies: object({
      crossCluster: object({
        oneOf: listOf(object({ clusterName: text, pluginName: text }, ['clusterName', 'pluginName'])),
      }),
    }),
    uiContext: freeForm,
  },
  ['name', 'description', 'logo', 'deleteable'],
);
