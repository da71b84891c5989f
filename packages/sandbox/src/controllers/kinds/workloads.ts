import type { KubernetesObject } from '@violet/machinery';
import { kind } from './kind.ts';
import type { PodCondition, PodTemplate, Selector } from './pod.ts';
import type { PersistentVolumeClaim } from './storage.ts';

export type IntOrString = number | string;

/** Conditions of the apps group: `lastUpdateTime` on Deployments only. */
export interface WorkloadCondition extends PodCondition {
  lastUpdateTime?: string;
}

export interface ReplicaSet extends KubernetesObject {
  spec: { replicas?: number; minReadySeconds?: number; selector: Selector; template: PodTemplate };
  status?: {
    replicas: number;
    fullyLabeledReplicas?: number;
    readyReplicas?: number;
    availableReplicas?: number;
    terminatingReplicas?: number;
    observedGeneration?: number;
    conditions?: WorkloadCondition[];
  };
}

export interface DeploymentStatus {
  observedGeneration?: number;
  replicas?: number;
  updatedReplicas?: number;
  readyReplicas?: number;
  availableReplicas?: number;
  unavailableReplicas?: number;
  collisionCount?: number;
  conditions?: WorkloadCondition[];
}

export interface Deployment extends KubernetesObject {
  spec: {
    replicas?: number;
    selector: Selector;
    template: PodTemplate;
    minReadySeconds?: number;
    revisionHistoryLimit?: number;
    progressDeadlineSeconds?: number;
    paused?: boolean;
    strategy?: { type?: string; rollingUpdate?: { maxSurge?: IntOrString; maxUnavailable?: IntOrString } };
  };
  status?: DeploymentStatus;
}

export interface DaemonSet extends KubernetesObject {
  spec: {
    selector: Selector;
    template: PodTemplate;
    minReadySeconds?: number;
    revisionHistoryLimit?: number;
    updateStrategy?: { type?: string; rollingUpdate?: { maxUnavailable?: IntOrString; maxSurge?: IntOrString } };
  };
  status?: {
    currentNumberScheduled: number;
    numberMisscheduled: number;
    desiredNumberScheduled: number;
    numberReady: number;
    observedGeneration?: number;
    updatedNumberScheduled?: number;
    numberAvailable?: number;
    numberUnavailable?: number;
    collisionCount?: number;
  };
}

export interface StatefulSet extends KubernetesObject {
  spec: {
    replicas?: number;
    selector: Selector;
    template: PodTemplate;
    serviceName?: string;
    podManagementPolicy?: string;
    minReadySeconds?: number;
    revisionHistoryLimit?: number;
    updateStrategy?: { type?: string; rollingUpdate?: { partition?: number } };
    volumeClaimTemplates?: PersistentVolumeClaim[];
    persistentVolumeClaimRetentionPolicy?: { whenDeleted?: string; whenScaled?: string };
    ordinals?: { start?: number };
  };
  status?: {
    observedGeneration?: number;
    replicas: number;
    readyReplicas?: number;
    availableReplicas?: number;
    currentReplicas?: number;
    updatedReplicas?: number;
    currentRevision?: string;
    updateRevision?: string;
    collisionCount?: number;
  };
}

export interface ControllerRevision extends KubernetesObject {
  data?: unknown;
  revision: number;
}

export const Deployment = kind<Deployment>('apps/v1', 'Deployment', 'deployments');
export const ReplicaSet = kind<ReplicaSet>('apps/v1', 'ReplicaSet', 'replicasets');
export const DaemonSet = kind<DaemonSet>('apps/v1', 'DaemonSet', 'daemonsets');
export const StatefulSet = kind<StatefulSet>('apps/v1', 'StatefulSet', 'statefulsets');
export const ControllerRevision = kind<ControllerRevision>('apps/v1', 'ControllerRevision', 'controllerrevisions');
