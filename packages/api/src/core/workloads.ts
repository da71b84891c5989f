import type { JsonObject, KubernetesObject, LabelSelectorObject } from '@violet/machinery';
import { resource } from '../resource.ts';
import type { PodSpec, PodTemplateSpec } from './pod-spec.ts';

/** A condition of a kind that is older than `meta.k8s.io/v1` Condition: less of it is always there. */
export interface OldCondition {
  type: string;
  status: 'True' | 'False' | 'Unknown';
  reason?: string;
  message?: string;
  lastUpdateTime?: string;
  lastTransitionTime?: string;
}

export interface DeploymentSpec {
  replicas?: number;
  selector?: LabelSelectorObject;
  template: PodTemplateSpec;
  strategy?: JsonObject;
  minReadySeconds?: number;
  revisionHistoryLimit?: number;
  progressDeadlineSeconds?: number;
  paused?: boolean;
}

export interface Deployment extends KubernetesObject {
  spec: DeploymentSpec;
  status?: {
    observedGeneration?: number;
    replicas?: number;
    updatedReplicas?: number;
    readyReplicas?: number;
    availableReplicas?: number;
    unavailableReplicas?: number;
    conditions?: OldCondition[];
  };
}

export interface ContainerStatus {
  name: string;
  image?: string;
  imageID?: string;
  ready?: boolean;
  restartCount?: number;
  state?: JsonObject;
}

export interface Pod extends KubernetesObject {
  spec?: PodSpec;
  status?: {
    phase?: string;
    reason?: string;
    message?: string;
    podIP?: string;
    conditions?: OldCondition[];
    containerStatuses?: ContainerStatus[];
    initContainerStatuses?: ContainerStatus[];
  };
}

export const Deployment = resource<Deployment>('apps/v1', 'Deployment', 'deployments');
export const Pod = resource<Pod>('v1', 'Pod', 'pods');
