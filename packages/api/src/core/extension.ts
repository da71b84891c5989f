import type { JsonObject, KubernetesObject, LabelSelectorObject } from '@violet/machinery';
import { resource } from '../resource.ts';
import type { OldCondition } from './workloads.ts';

export interface ApiService extends KubernetesObject {
  spec: {
    group?: string;
    version?: string;
    groupPriorityMinimum: number;
    versionPriority: number;
    service?: { namespace?: string; name?: string; port?: number };
    /** Base64. */
    caBundle?: string;
    insecureSkipTLSVerify?: boolean;
  };
  status?: { conditions?: OldCondition[] };
}

export interface WebhookRule {
  operations?: string[];
  apiGroups?: string[];
  apiVersions?: string[];
  resources?: string[];
  scope?: string;
}

export interface WebhookClientConfig {
  url?: string;
  service?: { namespace: string; name: string; path?: string; port?: number };
  /** Base64. */
  caBundle?: string;
}

export interface AdmissionWebhook {
  name: string;
  clientConfig: WebhookClientConfig;
  rules?: WebhookRule[];
  failurePolicy?: string;
  matchPolicy?: string;
  namespaceSelector?: LabelSelectorObject;
  objectSelector?: LabelSelectorObject;
  sideEffects: string;
  timeoutSeconds?: number;
  admissionReviewVersions: string[];
  /** Of mutating webhooks only. */
  reinvocationPolicy?: string;
  matchConditions?: { name: string; expression: string }[];
}

export interface WebhookConfiguration extends KubernetesObject {
  webhooks?: AdmissionWebhook[];
}

export interface CustomResourceDefinitionVersion {
  name: string;
  served: boolean;
  storage: boolean;
  deprecated?: boolean;
  schema?: { openAPIV3Schema?: JsonObject };
  subresources?: JsonObject;
  additionalPrinterColumns?: JsonObject[];
}

export interface CustomResourceConversion {
  strategy: string;
  webhook?: { clientConfig?: WebhookClientConfig; conversionReviewVersions?: string[] };
}

export interface CustomResourceDefinition extends KubernetesObject {
  spec: {
    group: string;
    scope: string;
    names: {
      kind: string;
      plural: string;
      singular?: string;
      listKind?: string;
      shortNames?: string[];
      categories?: string[];
    };
    versions: CustomResourceDefinitionVersion[];
    conversion?: CustomResourceConversion;
    preserveUnknownFields?: boolean;
  };
  status?: { conditions?: OldCondition[]; storedVersions?: string[]; acceptedNames?: JsonObject };
}

const admission = 'admissionregistration.k8s.io/v1';

export const ApiService = resource<ApiService>('apiregistration.k8s.io/v1', 'APIService', 'apiservices', 'Cluster');
export const ValidatingWebhookConfiguration = resource<WebhookConfiguration>(
  admission,
  'ValidatingWebhookConfiguration',
  'validatingwebhookconfigurations',
  'Cluster',
);
export const MutatingWebhookConfiguration = resource<WebhookConfiguration>(
  admission,
  'MutatingWebhookConfiguration',
  'mutatingwebhookconfigurations',
  'Cluster',
);
export const CustomResourceDefinition = resource<CustomResourceDefinition>(
  'apiextensions.k8s.io/v1',
  'CustomResourceDefinition',
  'customresourcedefinitions',
  'Cluster',
);
