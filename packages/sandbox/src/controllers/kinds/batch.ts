import type { KubernetesObject, ObjectMeta } from '@violet/machinery';
import { kind } from './kind.ts';
import type { PodCondition, PodTemplate, Selector } from './pod.ts';

export interface JobSpec {
  parallelism?: number;
  completions?: number;
  backoffLimit?: number;
  activeDeadlineSeconds?: number;
  ttlSecondsAfterFinished?: number;
  completionMode?: string;
  suspend?: boolean;
  selector?: Selector;
  template: PodTemplate;
}

export interface JobStatus {
  conditions?: (PodCondition & { lastProbeTime?: string })[];
  startTime?: string;
  completionTime?: string;
  active?: number;
  ready?: number;
  terminating?: number;
  succeeded?: number;
  failed?: number;
  completedIndexes?: string;
  uncountedTerminatedPods?: object;
}

export interface Job extends KubernetesObject {
  spec: JobSpec;
  status?: JobStatus;
}

export interface CronJob extends KubernetesObject {
  spec: {
    schedule: string;
    timeZone?: string;
    startingDeadlineSeconds?: number;
    concurrencyPolicy?: string;
    suspend?: boolean;
    successfulJobsHistoryLimit?: number;
    failedJobsHistoryLimit?: number;
    jobTemplate: { metadata?: ObjectMeta; spec: JobSpec };
  };
  status?: {
    active?: {
      apiVersion: string;
      kind: string;
      namespace?: string;
      name: string;
      uid: string;
      resourceVersion?: string;
    }[];
    lastScheduleTime?: string;
    lastSuccessfulTime?: string;
  };
}

export const Job = kind<Job>('batch/v1', 'Job', 'jobs');
export const CronJob = kind<CronJob>('batch/v1', 'CronJob', 'cronjobs');
