import {
  type GoFunction,
  GoMap,
  GoObject,
  GoSlice,
  goFunction,
  goInt,
  goQuote,
  type PlainMap,
  stringSlice,
  type Value,
} from '@violet/gotemplate';
import { isJsonObject, type JsonObject } from '@violet/machinery';
import type { Chart, ChartDependency, ChartMetadata } from '../chart/chart.ts';
import { dependencyJson, metadataJson } from '../chart/metadata-json.ts';
import { toYaml } from '../functions/to-yaml.ts';
import { missingAt, tableAt, valueAt } from '../values/path.ts';
import { type Capabilities, helmVersion } from './capabilities.ts';

/** The release that templates are rendered for, under `.Release`. */
export interface ReleaseOptions {
  name: string;
  namespace: string;
  /** 1 if absent. */
  revision?: number;
  isUpgrade?: boolean;
}

export function releaseValue(release: ReleaseOptions): PlainMap {
  return {
    Name: release.name,
    Namespace: release.namespace,
    IsUpgrade: release.isUpgrade ?? false,
    IsInstall: !(release.isUpgrade ?? false),
    Revision: goInt(release.revision ?? 1),
    Service: 'Helm',
  };
}

/** A `chartutil.Values`: a map with a few methods. */
export function valuesValue(values: PlainMap): GoMap {
  return new GoMap('chartutil.Values', values, { element: 'interface {}', methods: valuesMethods(values) });
}

function valuesMethods(values: PlainMap): Record<string, GoFunction> {
  return {
    AsMap: goFunction([], () => values),
    YAML: goFunction([], () => `${toYaml(values)}\n`),
    Table: goFunction(['string'], ([path]) => {
      const table = tableAt(values as JsonObject, path);
      if (table === undefined) {
        throw new Error(`${goQuote(missingAt(values as JsonObject, path))} is not a table`);
      }
      return valuesValue(table as PlainMap);
    }),
    PathValue: goFunction(['string'], ([path]) => {
      if (path === '') throw new Error('YAML path cannot be empty');
      const value = valueAt(values as JsonObject, path);
      if (value === undefined) throw new Error(`${goQuote(path.slice(path.lastIndexOf('.') + 1))} is not a value`);
      return value as Value;
    }),
  };
}

export function capabilitiesValue(capabilities: Capabilities): GoObject {
  const { version, major, minor } = capabilities.kubeVersion;
  const known = new Set(capabilities.apiVersions);
  return new GoObject({
    type: '*chartutil.Capabilities',
    fields: {
      KubeVersion: new GoObject({
        type: 'chartutil.KubeVersion',
        fields: { Version: version, Major: major, Minor: minor },
        methods: { String: goFunction([], () => version), GitVersion: goFunction([], () => version) },
        pointerText: () => version,
      }),
      APIVersions: new GoSlice('chartutil.VersionSet', capabilities.apiVersions, {
        Has: goFunction(['string'], ([wanted]) => known.has(wanted)),
      }),
      HelmVersion: new GoObject({
        type: 'version.BuildInfo',
        fields: { Version: helmVersion.version, GitCommit: '', GitTreeState: '', GoVersion: helmVersion.goVersion },
        json: () => JSON.stringify({ version: helmVersion.version, go_version: helmVersion.goVersion }),
      }),
    },
  });
}

/** `.Chart`: Go's struct, so the names are Chart.yaml's with a capital letter, and every field is there. */
export function chartValue(chart: Chart, isRoot: boolean): GoObject {
  const fields = metadataFields(chart.metadata);
  return new GoObject({
    type: 'struct { chart.Metadata; IsRoot bool }',
    fields: embedding({ Metadata: metadataValue(chart, fields), IsRoot: isRoot }, fields),
    json: () => JSON.stringify({ ...metadataJson(chart.metadata), IsRoot: isRoot }),
  });
}

function metadataValue({ metadata }: Chart, fields: PlainMap): GoObject {
  return new GoObject({ type: 'chart.Metadata', fields, json: () => JSON.stringify(metadataJson(metadata)) });
}

/** The fields of an embedded struct are found as if they were its holder's own, but not printed as such. */
function embedding(fields: PlainMap, embedded: PlainMap): PlainMap {
  for (const name of Object.keys(embedded)) Object.defineProperty(fields, name, { value: embedded[name] });
  return fields;
}

function metadataFields(metadata: ChartMetadata): PlainMap {
  return {
    Name: metadata.name,
    Home: metadata.home ?? '',
    Sources: stringSlice(metadata.sources ?? null),
    Version: metadata.version,
    Description: metadata.description ?? '',
    Keywords: stringSlice(metadata.keywords ?? null),
    Maintainers: new GoSlice(
      '[]*chart.Maintainer',
      metadata.maintainers?.map((one) =>
        record('*chart.Maintainer', { Name: one.name, Email: one.email, URL: one.url }, one),
      ) ?? null,
    ),
    Icon: metadata.icon ?? '',
    APIVersion: metadata.apiVersion,
    Condition: metadata.condition ?? '',
    Tags: metadata.tags ?? '',
    AppVersion: metadata.appVersion ?? '',
    Deprecated: metadata.deprecated ?? false,
    // Templates may merge into it.
    Annotations: new GoMap('map[string]string', metadata.annotations ? { ...metadata.annotations } : null, {
      element: 'string',
    }),
    KubeVersion: metadata.kubeVersion ?? '',
    Dependencies: new GoSlice('[]*chart.Dependency', metadata.dependencies?.map(dependencyValue) ?? null),
    Type: metadata.type ?? '',
  };
}

function dependencyValue(dependency: ChartDependency): GoObject {
  const { name, version, repository, condition, alias } = dependency;
  const texts = { Name: name, Version: version, Repository: repository, Condition: condition };
  return new GoObject({
    type: '*chart.Dependency',
    fields: {
      ...emptyTexts(texts),
      Tags: stringSlice(dependency.tags ?? null),
      Enabled: dependency.enabled ?? false,
      ImportValues: new GoSlice(
        '[]interface {}',
        dependency['import-values']?.map((one) =>
          isJsonObject(one) ? new GoMap('map[string]string', { ...one } as PlainMap, { element: 'string' }) : one,
        ) ?? null,
      ),
      Alias: alias ?? '',
    },
    json: () => JSON.stringify(dependencyJson(dependency)),
  });
}

function record(type: string, fields: Record<string, string | undefined>, source: object): GoObject {
  return new GoObject({ type, fields: emptyTexts(fields), json: () => JSON.stringify(source) });
}

function emptyTexts(fields: Record<string, string | undefined>): PlainMap {
  return Object.fromEntries(Object.entries(fields).map(([name, text]) => [name, text ?? '']));
}
