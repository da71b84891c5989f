import {
  annotations,
  labels,
  type ModulePlugin,
  ModulePlugin as ModulePluginKind,
  type ModuleSpec,
  moduleTypePlugin,
  type PublishedVersion,
  printPublishedVersion,
  publishedVersionAnnotation,
  publishedVersionsOf,
} from '@violet/api';
import { publishedVersionOf } from '@violet/archive';
import type { Applied } from '@violet/kube';
import { compareVersions, Failure, formatApiVersion, jsonEqual } from '@violet/machinery';

/** A version of a plugin as its package brings it. */
export interface PluginPublication {
  plugin: ModulePlugin;
  published: PublishedVersion;
}

/** The fields that violet owns of a ModulePlugin that has this publication beside those that are there already. */
export function mergePublication(
  { plugin, published }: PluginPublication,
  current: ModulePlugin | undefined,
): Applied<ModulePlugin> {
  const recorded = publishedVersionsOf(current?.metadata.annotations);
  const others = recorded.filter(({ version }) => version !== published.version);
  const isHighest = others.every(({ version }) => compareVersions(version, published.version) < 0);
  const shown = isHighest || current === undefined ? plugin : current;
  return {
    apiVersion: formatApiVersion(ModulePluginKind.group, ModulePluginKind.version),
    kind: ModulePluginKind.kind,
    metadata: {
      name: plugin.metadata.name ?? '',
      labels: { ...shown.metadata.labels },
      annotations: {
        ...ownAnnotations(shown),
        ...Object.fromEntries(
          [...others, published].map((one) => [publishedVersionAnnotation(one.version), printPublishedVersion(one)]),
        ),
      },
      ...(current?.metadata.resourceVersion === undefined ? {} : { resourceVersion: current.metadata.resourceVersion }),
    },
    spec: shown.spec,
  };
}

/** Whether applying would change nothing. */
export function isPublished(applied: Applied<ModulePlugin>, current: ModulePlugin | undefined): boolean {
  if (current === undefined) return false;
  const { labels: wantedLabels = {}, annotations: wantedAnnotations = {} } = applied.metadata;
  return (
    includesAll(current.metadata.labels, wantedLabels) &&
    includesAll(current.metadata.annotations, wantedAnnotations) &&
    jsonEqual(current.spec, applied.spec)
  );
}

/** A published version means one chart for ever, unless somebody insists. */
export function refuseOtherChart({ plugin, published }: PluginPublication, current: ModulePlugin | undefined): void {
  const same = publishedVersionsOf(current?.metadata.annotations).find(({ version }) => version === published.version);
  if (same === undefined || same.digest === published.digest) return;
  throw new Failure(
    'AlreadyExists',
    `moduleplugin ${plugin.metadata.name} ${published.version} is already published with another chart (${same.digest})`,
    { hint: 'Give the changed plugin a new version, or replace this one with --force.' },
  );
}

/** The first form of a ModulePlugin: what its schema demands. It names no chart yet, so nothing is made from it. */
export function emptyPlugin(plugin: ModulePlugin): ModulePlugin {
  const { name, description, logo, deleteable } = plugin.spec;
  return {
    apiVersion: formatApiVersion(ModulePluginKind.group, ModulePluginKind.version),
    kind: ModulePluginKind.kind,
    metadata: {
      name: plugin.metadata.name ?? '',
      labels: { [labels.moduleName]: plugin.metadata.name ?? '', [labels.moduleType]: moduleTypePlugin },
    },
    spec: { name, description, logo, deleteable },
  };
}

export function publishedVersion(spec: ModuleSpec, repository: string, digest: string): PublishedVersion {
  const version = publishedVersionOf(spec);
  if (version === undefined)
    throw new Failure('Invalid', `moduleplugin ${spec.name} names no version of its main chart`);
  return { version, repository, digest };
}

/** Without published versions: those are kept from what is recorded, never taken from a file. */
function ownAnnotations(plugin: ModulePlugin): Record<string, string> {
  const own = Object.entries(plugin.metadata.annotations ?? {});
  return Object.fromEntries(
    own.filter(
      ([key]) => !key.startsWith(annotations.publishedVersionPrefix) && !key.startsWith('kubectl.kubernetes.io/'),
    ),
  );
}

function includesAll(actual: Record<string, string> | undefined, wanted: Record<string, string>): boolean {
  return Object.entries(wanted).every(([key, value]) => actual?.[key] === value);
}
