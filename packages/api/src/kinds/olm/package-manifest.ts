import type { KubernetesObject } from '@violet/machinery';
import { resource } from '../../resource.ts';
import type {
  ApiServiceDefinitions,
  AppLink,
  CrdDefinitions,
  Icon,
  InstallMode,
  Maintainer,
  NativeApi,
} from './cluster-service-version.ts';

export interface Deprecation {
  message: string;
}

/** What a package manifest tells of a CSV: of the head of a channel. */
export interface CsvDescription {
  displayName?: string;
  icon?: Partial<Icon>[];
  version?: string;
  provider?: AppLink;
  annotations?: Record<string, string>;
  keywords?: string[];
  links?: AppLink[];
  maintainers?: Maintainer[];
  maturity?: string;
  description?: string;
  installModes?: InstallMode[];
  customresourcedefinitions?: CrdDefinitions;
  apiservicedefinitions?: ApiServiceDefinitions;
  nativeApis?: NativeApi[];
  minKubeVersion?: string;
  relatedImages?: string[];
}

export interface PackageChannelEntry {
  name: string;
  version?: string;
  deprecation?: Deprecation;
}

export interface PackageChannel {
  name: string;
  currentCSV: string;
  currentCSVDesc?: CsvDescription;
  deprecation?: Deprecation;
  entries: PackageChannelEntry[];
}

export interface PackageManifestStatus {
  catalogSource: string;
  catalogSourceDisplayName: string;
  catalogSourcePublisher: string;
  catalogSourceNamespace: string;
  provider?: AppLink;
  packageName: string;
  deprecation?: Deprecation;
  channels: PackageChannel[];
  defaultChannel: string;
}

/** A package that a namespace can subscribe to. It is computed from catalogues, not stored. */
export interface PackageManifest extends KubernetesObject {
  spec?: Record<string, never>;
  status?: PackageManifestStatus;
}

export const PackageManifest = resource<PackageManifest>(
  'packages.operators.coreos.com/v1',
  'PackageManifest',
  'packagemanifests',
);
