import { aChart } from '@violet/charts/testing';
import { type Cluster, systemClock } from '@violet/kube';
import type { JsonObject, KubernetesObject, Stored } from '@violet/machinery';
import type { InstallOptions } from '../actions/install.ts';
import type { ChartRelease } from '../actions/prepare.ts';
import { ReleaseStore } from '../record/store.ts';
import { aCluster, type ClusterStage, ConfigMaps } from './a-stage.ts';

type ConfigMap = Stored<KubernetesObject & { data?: Record<string, string> }>;

/** A cluster with the namespace `apps`, and what tests of actions ask again and again. */
export interface ActionStage extends ClusterStage {
  cluster: Cluster;
  store: ReleaseStore;
  options(more?: Partial<InstallOptions>): InstallOptions;
  map(name: string): Promise<ConfigMap | undefined>;
  /** Each revision with its status: `1 superseded`. */
  statuses(name: string): Promise<string[]>;
}

export async function anActionStage(): Promise<ActionStage> {
  const stage = await aCluster('apps');
  const store = new ReleaseStore(stage.cluster, 'apps');
  return {
    ...stage,
    store,
    options: (more = {}) => ({
      cluster: stage.cluster,
      namespace: 'apps',
      clock: systemClock,
      timeoutMs: 8000,
      ...more,
    }),
    map: (name) => stage.cluster.resource(ConfigMaps, 'apps').get(name),
    statuses: async (name) => (await store.history(name)).map(({ version, status }) => `${version} ${status}`),
  };
}

export function aChartRelease(name: string, files: Record<string, string>, values: JsonObject = {}): ChartRelease {
  return { name, chart: aChart(files), values };
}

export function aConfigMap(name: string, data = '{a: "{{ .Values.a }}"}', annotations = '{}'): string {
  return `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}, annotations: ${annotations}}\ndata: ${data}\n`;
}

/** A Job with hook annotations: `{"helm.sh/hook": pre-install, …}`; an image that is missing keeps it from ending. */
export function aHookJob(name: string, annotations: string, image = 'registry.example/job:1'): string {
  return `apiVersion: batch/v1
kind: Job
metadata:
  name: ${name}
  annotations: {${annotations}}
spec:
  backoffLimit: 0
  template:
    spec:
      restartPolicy: Never
      containers: [{name: main, image: "${image}"}]
`;
}

export function aDeployment(name: string, image = 'registry.example/web:1'): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}}
spec:
  selector: {matchLabels: {app: ${name}}}
  template:
    metadata: {labels: {app: ${name}}}
    spec: {containers: [{name: main, image: "${image}"}]}
`;
}
