import type { Json, KubernetesObject, LabelSelectorObject, PolicyRule } from '@violet/machinery';
import type { WebhookRule } from '../../core/extension.ts';
import type { DeploymentSpec } from '../../core/workloads.ts';
import { resource } from '../../resource.ts';
import type { ClusterServiceVersionStatus } from './cluster-service-version-status.ts';

export const installModeTypes = ['OwnNamespace', 'SingleNamespace', 'MultiNamespace', 'AllNamespaces'] as const;
export type InstallModeType = (typeof installModeTypes)[number];

export interface InstallMode {
  /** One of `installModeTypes`; published CSVs misspell it. */
  type: string;
  supported: boolean;
}

export interface StrategyPermissions {
  serviceAccountName: string;
  rules: PolicyRule[];
}

export interface StrategyDeployment {
  name: string;
  spec: DeploymentSpec;
  label?: Record<string, string>;
}

export const deploymentStrategy = 'deployment';

export interface InstallStrategy {
  /** `deployment` is the only one. */
  strategy: string;
  spec?: {
    deployments: StrategyDeployment[];
    permissions?: StrategyPermissions[];
    clusterPermissions?: StrategyPermissions[];
  };
}

export interface ResourceDescription {
  name: string;
  kind: string;
  version: string;
}

/** Tells a console about one field of `spec` or `status`, or about an action. */
export interface FieldDescriptor {
  path: string;
  displayName?: string;
  description?: string;
  'x-descriptors'?: string[];
  value?: Json;
}

export interface CrdDescription {
  /** plural.group */
  name: string;
  version: string;
  kind: string;
  displayName?: string;
  description?: string;
  resources?: ResourceDescription[];
  statusDescriptors?: FieldDescriptor[];
  specDescriptors?: FieldDescriptor[];
  actionDescriptors?: FieldDescriptor[];
}

export interface ApiServiceDescription {
  name: string;
  group: string;
  version: string;
  kind: string;
  deploymentName?: string;
  containerPort?: number;
  displayName?: string;
  description?: string;
  resources?: ResourceDescription[];
  statusDescriptors?: FieldDescriptor[];
  specDescriptors?: FieldDescriptor[];
  actionDescriptors?: FieldDescriptor[];
}

export interface CrdDefinitions {
  owned?: CrdDescription[];
  required?: CrdDescription[];
}

export interface ApiServiceDefinitions {
  owned?: ApiServiceDescription[];
  required?: ApiServiceDescription[];
}

export const webhookTypes = ['ValidatingAdmissionWebhook', 'MutatingAdmissionWebhook', 'ConversionWebhook'] as const;
export type WebhookType = (typeof webhookTypes)[number];

export interface WebhookDescription {
  generateName: string;
  type: WebhookType;
  deploymentName?: string;
  /** 443 unless told. */
  containerPort?: number;
  targetPort?: number | string;
  rules?: WebhookRule[];
  failurePolicy?: string;
  matchPolicy?: string;
  objectSelector?: LabelSelectorObject;
  sideEffects: string;
  timeoutSeconds?: number;
  admissionReviewVersions: string[];
  reinvocationPolicy?: string;
  webhookPath?: string;
  conversionCRDs?: string[];
}

export interface NativeApi {
  group: string;
  version: string;
  kind: string;
}

export interface Maintainer {
  name?: string;
  email?: string;
}

export interface AppLink {
  name?: string;
  url?: string;
}

export interface Icon {
  base64data: string;
  mediatype: string;
}

export interface RelatedImage {
  name: string;
  image: string;
}

export interface ClusterServiceVersionSpec {
  install: InstallStrategy;
  version?: string;
  /** Of newer OLM: a pre-release that orders bundles of one version. */
  release?: string;
  maturity?: string;
  customresourcedefinitions?: CrdDefinitions;
  apiservicedefinitions?: ApiServiceDefinitions;
  webhookdefinitions?: WebhookDescription[];
  nativeAPIs?: NativeApi[];
  minKubeVersion?: string;
  displayName: string;
  description?: string;
  keywords?: string[];
  maintainers?: Maintainer[];
  provider?: AppLink;
  links?: AppLink[];
  icon?: Icon[];
  installModes?: InstallMode[];
  replaces?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  selector?: LabelSelectorObject;
  cleanup?: { enabled: boolean };
  skips?: string[];
  relatedImages?: RelatedImage[];
}

/** One version of an operator: what it needs, what it provides, and how it is installed. */
export interface ClusterServiceVersion extends KubernetesObject {
  spec: ClusterServiceVersionSpec;
  status?: ClusterServiceVersionStatus;
}

export const ClusterServiceVersion = resource<ClusterServiceVersion>(
  'operators.coreos.com/v1alpha1',
  'ClusterServiceVersion',
  'clusterserviceversions',
);
