import { jsonEqual, type KubernetesObject } from '@violet/machinery';
import { ensure } from '../bootstrap/ensure.ts';
import { type Definition, definitionsId } from '../definitions/definition.ts';
import { type Cluster, timestamp } from '../requests/cluster.ts';
import type { Collection } from '../storage/collection.ts';
import { keyOf } from '../storage/event.ts';
import { type ApiService, apiServicesId, local, withAvailability } from './api-service.ts';

type Spec = ApiService['spec'];

/** By it the API server knows those that it keeps: `onstart` as they were at its start, `true` at all times. */
const automanaged = 'kube-aggregator.kubernetes.io/automanaged';

/** Priorities of groups and of their versions, as the API server registers them. */
const priorities: Readonly<Record<string, [group: number, version: number]>> = {
  '/v1': [18000, 1],
  'apps/v1': [17800, 15],
  'events.k8s.io/v1': [17750, 15],
  'authentication.k8s.io/v1': [17700, 15],
  'authorization.k8s.io/v1': [17600, 15],
  'autoscaling/v2': [17500, 30],
  'batch/v1': [17400, 15],
  'certificates.k8s.io/v1': [17300, 15],
  'networking.k8s.io/v1': [17200, 15],
  'policy/v1': [17100, 15],
  'rbac.authorization.k8s.io/v1': [17000, 15],
  'storage.k8s.io/v1': [16800, 15],
  'apiextensions.k8s.io/v1': [16700, 15],
  'admissionregistration.k8s.io/v1': [16700, 15],
  'scheduling.k8s.io/v1': [16600, 15],
  'coordination.k8s.io/v1': [16500, 15],
  'node.k8s.io/v1': [16300, 15],
  'discovery.k8s.io/v1': [16200, 15],
};
const customPriorities = [1000, 100] as const;
const apiVersion = 'apiregistration.k8s.io/v1';

type Managed = 'onstart' | 'true';

/** Keeps an APIService for every group version that the cluster answers for itself. */
export class LocalApiServices {
  private readonly cluster: Cluster;
  private readonly services: Collection;
  private readonly definitions: Collection;
  private readonly builtins: ReadonlyMap<string, Spec>;

  constructor(cluster: Cluster) {
    this.cluster = cluster;
    this.services = cluster.store.collection(apiServicesId);
    this.definitions = cluster.store.collection(definitionsId);
    this.builtins = builtinSpecs(cluster);
  }

  start(): void {
    for (const spec of this.builtins.values()) this.sync(spec, 'onstart');
    for (const service of [...this.services.list()] as ApiService[]) {
      if (!this.builtins.has(nameOf(service.spec))) this.drop(nameOf(service.spec), 'onstart');
      this.observeService(service);
    }
    for (const definition of this.definitions.list()) this.observeDefinition(definition as Definition);
    this.cluster.store.onWrite((collection, { object, previous }) => {
      for (const one of [object, previous]) {
        if (one === undefined) continue;
        if (collection === this.definitions) this.observeDefinition(one as Definition);
        if (collection === this.services) this.observeService(one as ApiService);
      }
    });
  }

  private observeDefinition({ spec }: Definition): void {
    for (const { name } of spec.versions) this.keep(spec.group, name);
  }

  private observeService(service: ApiService): void {
    const { group = '', version = '' } = service.spec;
    if (managedOf(service) === 'true') this.keep(group, version);
  }

  /** Of the version of a custom kind. */
  private keep(group: string, version: string): void {
    const spec = specOf(group, version, customPriorities);
    if (this.builtins.has(nameOf(spec))) return;
    if (this.isServed(group, version)) this.sync(spec, 'true');
    else this.drop(nameOf(spec), 'true');
  }

  private isServed(group: string, version: string): boolean {
    for (const { spec } of this.definitions.list() as Iterable<Definition>)
      if (spec.group === group && spec.versions.some(({ name, served }) => name === version && served)) return true;
    return false;
  }

  /** One that somebody else brought is theirs. */
  private sync(spec: Spec, managed: Managed): void {
    const { store, clock } = this.cluster;
    const name = nameOf(spec);
    const current = this.services.get(keyOf(undefined, name)) as ApiService | undefined;
    if (current === undefined) {
      const made = { apiVersion, kind: 'APIService', metadata: { name, labels: { [automanaged]: managed } }, spec };
      ensure(this.cluster, made, { conditions: withAvailability(made, local, timestamp(clock())) });
    } else if (managedOf(current) === managed && !jsonEqual(current.spec, spec)) {
      store.put(this.services, { ...current, metadata: { ...current.metadata }, spec } as KubernetesObject);
    }
  }

  private drop(name: string, managed: Managed): void {
    const key = keyOf(undefined, name);
    if (managedOf(this.services.get(key)) === managed) this.cluster.store.remove(this.services, key);
  }
}

function managedOf(service: KubernetesObject | undefined): string | undefined {
  return service?.metadata.labels?.[automanaged];
}

function builtinSpecs({ catalog }: Cluster): Map<string, Spec> {
  const specs = catalog.kinds.flatMap(({ custom, served: { group, version } }) => {
    const known = custom === undefined ? priorities[`${group}/${version}`] : undefined;
    return known === undefined ? [] : [specOf(group, version, known)];
  });
  return new Map(specs.map((spec) => [nameOf(spec), spec]));
}

function specOf(group: string, version: string, [ofGroup, ofVersion]: readonly [number, number]): Spec {
  return {
    ...(group === '' ? {} : { group }),
    version,
    groupPriorityMinimum: ofGroup,
    versionPriority: ofVersion,
  };
}

function nameOf({ group = '', version = '' }: Pick<Spec, 'group' | 'version'>): string {
  return `${version}.${group}`;
}
