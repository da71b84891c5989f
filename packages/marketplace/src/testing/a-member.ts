import { customResourceDefinition, Namespace, olmDefinitions, productKinds, systemNamespace } from '@violet/api';
import {
  type Controller,
  createClusterSet,
  ensureDefinitions,
  type RunningControllers,
  startControllers,
} from '@violet/controller';
import {
  type Clock,
  type Cluster,
  connectCluster,
  parseKubeconfig,
  type ResourceDefinition,
  systemClock,
} from '@violet/kube';
import type { KubernetesObject, Stored } from '@violet/machinery';
import { aSandbox, type SandboxUnderTest } from '@violet/sandbox/testing';

/** A cluster with the kinds of operators, and controllers at work in it; no operator life-cycle engine. */
export interface Member {
  cluster: Cluster;
  sandbox: SandboxUnderTest;
  createNamespace(name: string): Promise<void>;
  /** Follows an object until it is as wanted; undefined stands for none. */
  until<T extends KubernetesObject>(
    kind: ResourceDefinition<T>,
    name: string,
    namespace: string,
    wanted: (object: Stored<T> | undefined) => boolean,
  ): Promise<Stored<T> | undefined>;
  start(controllers: readonly Controller[], clock?: Clock): RunningControllers;
  close(): Promise<void>;
}

export async function aMember(name = 'business'): Promise<Member> {
  const sandbox = await aSandbox({ name, simulation: { nodes: [] } });
  const cluster = connectCluster(parseKubeconfig(sandbox.kubeconfig).access());
  const kinds = [...productKinds, ...(await olmDefinitions())];
  await ensureDefinitions(cluster, kinds.map(customResourceDefinition));
  const running: RunningControllers[] = [];
  const createNamespace = async (one: string) => {
    await cluster.resource(Namespace).create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: one } });
  };
  await createNamespace(systemNamespace);
  return {
    cluster,
    sandbox,
    createNamespace,
    async until(kind, object, namespace, wanted) {
      for (;;) {
        const found = await cluster.resource(kind, namespace).get(object);
        if (wanted(found)) return found;
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    },
    start(controllers, clock = systemClock) {
      const clusters = createClusterSet();
      clusters.join(name, cluster);
      const started = startControllers({ clusters, controllers, identity: 'test', lease: 'none', clock });
      running.push(started);
      return started;
    },
    async close() {
      for (const one of running) await one.stop();
      await cluster.close();
      await sandbox.close();
    },
  };
}
