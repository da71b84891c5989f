import {
  type ApiServiceDescription,
  type ClusterServiceVersion,
  type CrdDescription,
  type CsvDescription,
  deploymentStrategy,
  type Icon,
} from '@violet/api';
import { isJsonObject } from '@violet/machinery';
import { goJson } from '../go-json/encode.ts';
import { parseTolerantVersion } from '../resolver/version/semantic-version.ts';

/** The head of a channel, as far as PackageManifests tell of it. */
export interface ChannelHead {
  name: string;
  labels: Record<string, string>;
  provider: { name?: string; url?: string };
  description: CsvDescription;
  /** The first one of the CSV. */
  icon?: Icon;
}

/** Undefined where the text is no CSV that OLM could read: the channel is left out then. */
export function readHead(csvJson: string): ChannelHead | undefined {
  try {
    const csv: unknown = JSON.parse(csvJson);
    // What has another shape than a CSV fails below.
    return isJsonObject(csv) ? headOf(csv as unknown as ClusterServiceVersion) : undefined;
  } catch {
    return undefined;
  }
}

function headOf({ metadata, spec }: ClusterServiceVersion): ChannelHead | undefined {
  const { version = '', provider = {} } = spec;
  if (version !== '' && 'problem' in parseTolerantVersion(version)) return undefined;
  const icon = spec.icon?.[0];
  return {
    name: metadata.name ?? '',
    labels: metadata.labels ?? {},
    provider,
    description: describe(metadata.annotations, spec),
    ...(icon === undefined ? {} : { icon }),
  };
}

function describe(
  annotations: Record<string, string> | undefined,
  spec: ClusterServiceVersion['spec'],
): CsvDescription {
  const description = {
    ...spec,
    annotations,
    nativeApis: spec.nativeAPIs,
    relatedImages: imagesOf(spec),
    customresourcedefinitions: namesOnly(spec.customresourcedefinitions),
    apiservicedefinitions: namesOnly(spec.apiservicedefinitions),
  };
  return JSON.parse(goJson('CSVDescription', description)) as CsvDescription;
}

type Definitions = ClusterServiceVersion['spec']['customresourcedefinitions' | 'apiservicedefinitions'];

/** What tells of single fields would make lists long. */
function namesOnly({ owned = [], required = [] }: NonNullable<Definitions> = {}) {
  return { owned: owned.map(nameOnly), required: required.map(nameOnly) };
}

function nameOnly({
  name,
  version,
  kind,
  displayName,
  description,
  ...others
}: CrdDescription | ApiServiceDescription) {
  const group = 'group' in others ? { group: others.group } : {};
  return { name, version, kind, displayName, description, ...group };
}

/** Of the operator's deployments and of `spec.relatedImages`, each once, by name. */
function imagesOf({ install, relatedImages = [] }: ClusterServiceVersion['spec']): string[] {
  if (install?.strategy !== deploymentStrategy) return [];
  const containers = (install.spec?.deployments ?? []).flatMap(({ spec }) => {
    const pod = spec.template?.spec;
    return [...(pod?.containers ?? []), ...(pod?.initContainers ?? [])];
  });
  return [...new Set([...containers, ...relatedImages].map(({ image = '' }) => image))].sort();
}
