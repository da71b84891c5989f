import { resource } from '@violet/api';
import type { KubernetesObject, Schema } from '@violet/machinery';

export interface DefinitionVersion {
  name: string;
  served: boolean;
  deprecated?: boolean;
  schema?: { openAPIV3Schema?: Schema };
}

/** A CustomResourceDefinition, as far as its upgrade is judged; also of v1beta1, which no cluster of today serves. */
export interface Definition extends KubernetesObject {
  spec: {
    group: string;
    names: { plural: string; kind: string };
    versions?: DefinitionVersion[];
    conversion?: { strategy?: string };
  };
  status?: {
    storedVersions?: string[];
    conditions?: { type: string; status: string }[];
  };
}

/** The API for CRDs of this version. */
export function definitionsOf(apiVersion: string) {
  return resource<Definition>(apiVersion, 'CustomResourceDefinition', 'customresourcedefinitions', 'Cluster');
}

/** Whether the cluster serves it by now. */
export function isServed({ status }: Definition): boolean {
  const holds = (type: string) => (status?.conditions ?? []).some((one) => one.type === type && one.status === 'True');
  return holds('Established') && holds('NamesAccepted');
}
