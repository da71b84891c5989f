import {
  type Cluster,
  type ClusterAccess,
  connectCluster,
  parseKubeconfig,
  type ResourceDefinition,
} from '@violet/kube';
import type { KubernetesObject, Stored } from '@violet/machinery';
import { expect } from 'vitest';
import type { ImageLookup } from '../controllers/kubelet/images.ts';
import { aSandbox, type SandboxUnderTestOptions } from './a-sandbox.ts';

/** A registry that a test fills. */
export interface TestImages extends ImageLookup {
  missing: Set<string>;
  push(reference: string): void;
}

/** A cluster with one node, its controllers at work, and an administrator's client. */
export interface LiveCluster {
  client: Cluster;
  access: ClusterAccess;
  images: TestImages;
  /** Applies objects of any kind in the namespace `default`. */
  apply(...objects: KubernetesObject[]): Promise<void>;
  /** Waits until what `read` makes of the object is as expected. */
  expectObject<T extends KubernetesObject>(
    kind: ResourceDefinition<T>,
    name: string,
    read: (object: Stored<T> | undefined) => unknown,
  ): {
    toBecome(expected: unknown): Promise<void>;
  };
  list<T extends KubernetesObject>(kind: ResourceDefinition<T>, labelSelector?: string): Promise<Stored<T>[]>;
  close(): Promise<void>;
}

export async function aLiveCluster(options: SandboxUnderTestOptions = {}): Promise<LiveCluster> {
  const images = testImages();
  const sandbox = await aSandbox({
    ...options,
    simulation: { nodes: [{ name: 'node-1' }], images, ...options.simulation },
  });
  const access = parseKubeconfig(sandbox.kubeconfig).access();
  const client = connectCluster(access);
  return {
    client,
    access,
    images,
    async apply(...objects) {
      for (const object of objects) {
        const kind = await client.find(object.apiVersion, object.kind);
        if (kind === undefined) throw new Error(`${object.kind} is not served`);
        await client
          .resource(kind, object.metadata.namespace ?? 'default')
          .apply(object, { fieldManager: 'test', force: true });
      }
    },
    expectObject: (kind, name, read) => ({
      async toBecome(expected) {
        await expect
          .poll(async () => read(await client.resource(kind, 'default').get(name)), { timeout: 8000 })
          .toEqual(expected);
      },
    }),
    async list(kind, labelSelector) {
      return (await client.resource(kind, 'default').list(labelSelector === undefined ? {} : { labelSelector })).items;
    },
    async close() {
      await client.close();
      await sandbox.close();
    },
  };
}

function testImages(): TestImages {
  const missing = new Set<string>();
  const listeners = new Set<() => void>();
  return {
    missing,
    check: async (reference) => (missing.has(reference) ? 'missing' : 'present'),
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    push(reference) {
      missing.delete(reference);
      for (const listener of listeners) listener();
    },
  };
}
