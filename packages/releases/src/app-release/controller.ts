import {
  AppRelease,
  appReleaseReasons,
  ConfigMap,
  CustomResourceDefinition,
  finalizers,
  Secret,
  systemNamespace,
} from '@violet/api';
import { type ChartRenderer, renderHere } from '@violet/charts/node';
import {
  type Controller,
  defineController,
  findCondition,
  type Key,
  keyOf,
  type Reader,
  watch,
} from '@violet/controller';
import { type Clock, systemClock } from '@violet/kube';
import type { KubernetesObject } from '@violet/machinery';
import { managedByLabel, releaseOf } from '../objects/ownership.ts';
import { ChartRegistry, type OpenRegistry } from '../pull/chart-registry.ts';
import { KindWatches } from './kind-watches.ts';
import { Pod, workloadKinds } from './kinds.ts';
import { ReleaseMemory } from './memory.ts';
import { Operations } from './operations.ts';
import { announce, judgeHealth, syncCharts } from './reconcile.ts';
import { removeLeftovers, uninstallCharts } from './removal.ts';
import { observe, type ReleaseWorld } from './world.ts';

export interface ReleasesControllerOptions {
  openRegistry: OpenRegistry;
  /** Unique for each process: tells operations that a crash has cut off from those of others. */
  identity: string;
  /** Let the templates of charts read the cluster with this process's rights; off by default. */
  lookup?: boolean;
  /** Where charts are rendered: in this thread by default, which a hostile chart can hold up. */
  render?: ChartRenderer;
  clock?: Clock;
}

/** The controller of AppReleases: one Helm release per chart, followed until its workloads are healthy. */
export function releasesController(options: ReleasesControllerOptions): Controller {
  const registry = new ChartRegistry(options.openRegistry);
  const clock = options.clock ?? systemClock;
  const render = options.render ?? renderHere;
  const places = new Map<string, Place>();
  const means = (cluster: string) => {
    const place = places.get(cluster) ?? aPlace(clock);
    places.set(cluster, place);
    return { ...place, registry, identity: options.identity, render, lookup: options.lookup ?? false, clock };
  };
  return defineController({
    name: 'app-release',
    scope: 'member',
    kind: AppRelease,
    finalizer: finalizers.appRelease,
    watches: [
      ...workloadKinds.map((kind) =>
        watch({
          kind,
          labelSelector: `${managedByLabel}=Helm`,
          keys: (object: KubernetesObject, _cluster: string, reader: Reader) =>
            keysOfRelease(reader, releaseOf(object)),
        }),
      ),
      watch({
        kind: Secret,
        labelSelector: 'owner=helm',
        metadataOnly: true,
        keys: (secret, _cluster, reader) => keysOfRelease(reader, recordedRelease(secret)),
      }),
      watch({
        kind: Pod,
        fieldSelector: 'status.phase=Pending',
        keys: (_pod, _cluster, reader) => keysOfUnhealthy(reader),
      }),
      watch({
        kind: CustomResourceDefinition,
        metadataOnly: true,
        keys: (_definition, _cluster, reader) => keysOfRefused(reader),
      }),
      ...[Secret, ConfigMap].map((kind) =>
        watch({
          kind,
          namespace: systemNamespace,
          metadataOnly: true,
          keys: (source: KubernetesObject, _cluster: string, reader: Reader) => keysOfReaders(reader, kind, source),
        }),
      ),
    ],
    observe: (release, reader) => observe(release, reader, means(reader.cluster)),
    steps: [removeLeftovers, announce, syncCharts, judgeHealth],
    finalize: [uninstallCharts],
  });
}

/** What is known of one cluster from one run to the next. */
type Place = Pick<ReleaseWorld, 'memory' | 'operations' | 'watches'>;

function aPlace(clock: Clock): Place {
  return { memory: new ReleaseMemory(), operations: new Operations(), watches: new KindWatches(clock) };
}

function recordedRelease(secret: KubernetesObject): { name: string; namespace: string } | undefined {
  const name = secret.metadata.labels?.['name'];
  return name === undefined ? undefined : { name, namespace: secret.metadata.namespace ?? '' };
}

function keysOfRelease(reader: Reader, id: { name: string; namespace: string } | undefined): Key[] {
  if (id === undefined) return [];
  return reader
    .list(AppRelease)
    .filter(({ spec }) => spec.destination.namespace === id.namespace)
    .filter(({ spec }) => spec.source.charts.some(({ releaseName }) => releaseName === id.name))
    .map(keyOf);
}

/** A pod that waits matters to a release that is waiting, whose workloads may be in any namespace. */
function keysOfUnhealthy(reader: Reader): Key[] {
  return reader
    .list(AppRelease)
    .filter(({ status }) =>
      status?.conditions?.some(({ type, status: value }) => type === 'Health' && value === 'False'),
    )
    .map(keyOf);
}

/** A new kind may be the one that a chart was refused for. */
function keysOfRefused(reader: Reader): Key[] {
  return reader
    .list(AppRelease)
    .filter(({ status }) => findCondition(status?.conditions, 'Sync')?.reason === appReleaseReasons.applyFailed)
    .map(keyOf);
}

/** Values and credentials are read from beside the AppRelease. */
function keysOfReaders(reader: Reader, kind: typeof Secret | typeof ConfigMap, source: KubernetesObject): Key[] {
  const { name, namespace } = source.metadata;
  const field = kind === Secret ? 'secretKeyRef' : 'configMapKeyRef';
  return reader
    .list(AppRelease, namespace)
    .filter(
      ({ spec }) =>
        (kind === Secret && spec.source.chartPullSecret === name) ||
        spec.valuesFrom?.some((values) => values[field]?.name === name),
    )
    .map(keyOf);
}
