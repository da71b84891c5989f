import { appendFileSync } from 'node:fs';
import type { Server } from 'node:net';
import { Pod, resource } from '@violet/api';
import { type Cluster, type ResourceCache, startCache } from '@violet/kube';
import { type KubernetesObject, labelSelectorOf, matchesLabels, type Stored } from '@violet/machinery';
import { relay } from './relay.ts';

export interface Service extends KubernetesObject {
  spec: {
    clusterIP?: string;
    selector?: Record<string, string>;
    ports?: { port: number; targetPort?: number | string }[];
  };
}

export const Service = resource<Service>('v1', 'Service', 'services');

export interface ServiceNetwork {
  stop(): void;
}

/**
 * Stands in for kube-proxy and the cluster's DNS: connections to a Service's address go to a running Pod behind it, and
 * `name.namespace.svc` is in /etc/hosts. Only in a network of its own (`inOwnNetwork`).
 */
export function startServiceNetwork(cluster: Cluster): ServiceNetwork {
  const services = startCache(cluster, Service);
  const pods = startCache(cluster, Pod);
  const listening = new Map<string, Server[]>();
  const end = services.subscribe(({ type, object }) => {
    const { uid } = object.metadata;
    for (const server of listening.get(uid) ?? []) if (type === 'removed') server.close();
    if (type === 'removed') return void listening.delete(uid);
    if (listening.has(uid)) return;
    listening.set(uid, listen(object, pods));
  });
  return {
    stop() {
      end();
      services.stop();
      pods.stop();
      for (const server of [...listening.values()].flat()) server.close();
    },
  };
}

function listen(service: Stored<Service>, pods: ResourceCache<Pod>): Server[] {
  const { clusterIP = 'None', ports = [] } = service.spec;
  const { name, namespace = '' } = service.metadata;
  if (!clusterIP.startsWith('10.96.')) return [];
  appendFileSync('/etc/hosts', `${clusterIP} ${name}.${namespace}.svc ${name}.${namespace}.svc.cluster.local\n`);
  return ports.map(({ port, targetPort = port }) =>
    relay({ host: clusterIP, port }, () => {
      const host = podBehind(service, pods)?.status?.podIP;
      return host === undefined ? undefined : { host, port: Number(targetPort) || port };
    }),
  );
}

function podBehind({ metadata, spec }: Stored<Service>, pods: ResourceCache<Pod>): Stored<Pod> | undefined {
  const selector = labelSelectorOf({ matchLabels: spec.selector ?? {} });
  return pods
    .list(metadata.namespace)
    .filter((pod) => pod.metadata.deletionTimestamp === undefined && pod.status?.phase === 'Running')
    .find((pod) => matchesLabels(selector, pod.metadata.labels ?? {}));
}
