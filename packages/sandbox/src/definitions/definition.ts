import type { Condition, KubernetesObject, PrinterColumn, Schema } from '@violet/machinery';
import type { ClientConfig } from '../webhook-client/endpoint.ts';

export const definitionsId = 'customresourcedefinitions.apiextensions.k8s.io';

/** Deletes all objects of the kind before its definition goes. */
export const cleanupFinalizer = 'customresourcecleanup.apiextensions.k8s.io';

/** `apiextensions.k8s.io/v1` CustomResourceDefinition, after defaulting. */
export interface Definition extends KubernetesObject {
  spec: {
    group: string;
    names: DefinitionNames;
    scope: 'Cluster' | 'Namespaced';
    versions: DefinitionVersion[];
    conversion?: { strategy: 'None' | 'Webhook'; webhook?: ConversionWebhook };
    preserveUnknownFields?: boolean;
  };
  status?: DefinitionStatus;
}

export interface ConversionWebhook {
  clientConfig?: ClientConfig;
  /** In the order of preference. */
  conversionReviewVersions: string[];
}

export interface DefinitionNames {
  plural: string;
  singular?: string;
  kind: string;
  listKind?: string;
  shortNames?: string[];
  categories?: string[];
}

export interface DefinitionVersion {
  name: string;
  served: boolean;
  storage: boolean;
  deprecated?: boolean;
  deprecationWarning?: string;
  schema?: { openAPIV3Schema?: Schema };
  subresources?: {
    status?: object;
    scale?: { specReplicasPath: string; statusReplicasPath: string; labelSelectorPath?: string };
  };
  additionalPrinterColumns?: PrinterColumn[];
  selectableFields?: { jsonPath: string }[];
}

export interface DefinitionStatus {
  conditions?: Condition[];
  acceptedNames?: DefinitionNames;
  storedVersions?: string[];
}

export function hasCondition(definition: Definition, type: string): boolean {
  return (
    definition.status?.conditions?.some((condition) => condition.type === type && condition.status === 'True') ?? false
  );
}
