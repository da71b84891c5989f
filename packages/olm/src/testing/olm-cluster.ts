import {
  customResourceDefinition,
  Namespace,
  OperatorGroup,
  olmDefinitions,
  type ResourceDefinition,
} from '@violet/api';
import { type Controller, createClusterSet, ensureDefinitions, type Log, startControllers } from '@violet/controller';
import { type Cluster, connectCluster, parseKubeconfig } from '@violet/kube';
import type { KubernetesObject, Stored } from '@violet/machinery';
import { aSandbox } from '@violet/sandbox/testing';
import { expect } from 'vitest';

/** A sandbox with OLM's kinds and some of the engine's controllers at work in it. */
export interface OlmCluster {
  readonly client: Cluster;
  /** Starts controllers; they stop with the cluster. */
  run(controllers: readonly Controller[], log?: Log): void;
  /** A namespace with an OperatorGroup for itself, its status as the OperatorGroup controller would write it. */
  namespace(name: string, group?: Partial<OperatorGroup>): Promise<void>;
  create<T extends KubernetesObject>(kind: ResourceDefinition<T>, object: T): Promise<Stored<T>>;
  get<T extends KubernetesObject>(
    kind: ResourceDefinition<T>,
    namespace: string,
    name: string,
  ): Promise<Stored<T> | undefined>;
  list<T extends KubernetesObject>(kind: ResourceDefinition<T>, namespace: string): Promise<Stored<T>[]>;
  /** Waits until what `read` makes of the object is as expected. */
  eventually<T extends KubernetesObject>(
    kind: ResourceDefinition<T>,
    namespace: string,
    name: string,
    read: (object: Stored<T> | undefined) => unknown,
  ): { toEqual(expected: unknown): Promise<void> };
  close(): Promise<void>;
}

const PATIENCE_MS = 15_000;

export async function anOlmCluster(): Promise<OlmCluster> {
  const sandbox = await aSandbox({ simulation: { nodes: [{ name: 'node-1' }] } });
  const client = connectCluster(parseKubeconfig(sandbox.kubeconfig).access());
  await ensureDefinitions(client, (await olmDefinitions()).map(customResourceDefinition));
  const ends: (() => Promise<void>)[] = [];
  return {
    client,
    run(controllers, log) {
      const clusters = createClusterSet();
      const running = startControllers({
        clusters,
        controllers,
        identity: 'test',
        lease: 'none',
        ...(log ? { log } : {}),
      });
      ends.unshift(() => running.stop());
      clusters.join('member', client);
    },
    async namespace(name, group) {
      await client.resource(Namespace).create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
      const { metadata, spec } = group ?? {};
      const groups = client.resource(OperatorGroup, name);
      const made = await groups.create({
        apiVersion: 'operators.coreos.com/v1',
        kind: 'OperatorGroup',
        metadata: { name: 'group', ...metadata },
        spec: { targetNamespaces: [name], ...spec },
      });
      const body = { status: { namespaces: [name], lastUpdated: made.metadata.creationTimestamp, ...group?.status } };
      await groups.patchStatus('group', { type: 'merge', body: body as never });
    },
    create: async (kind, object) => await client.resource(kind, object.metadata.namespace).create(object),
    get: async (kind, namespace, name) => await client.resource(kind, namespace).get(name),
    list: async (kind, namespace) => (await client.resource(kind, namespace).list()).items,
    eventually: (kind, namespace, name, read) => ({
      async toEqual(expected) {
        await expect
          .poll(async () => read(await client.resource(kind, namespace).get(name)), { timeout: PATIENCE_MS })
          .toEqual(expected);
      },
    }),
    async close() {
      for (const end of ends) await end();
      await client.close();
      await sandbox.close();
    },
  };
}
