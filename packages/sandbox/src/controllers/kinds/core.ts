import type { KubernetesObject } from '@violet/machinery';
import { kind } from './kind.ts';
import type { PodCondition } from './pod.ts';

export interface Taint {
  key: string;
  value?: string;
  effect: string;
  timeAdded?: string;
}

export interface Node extends KubernetesObject {
  spec?: { podCIDR?: string; podCIDRs?: string[]; taints?: Taint[]; unschedulable?: boolean; providerID?: string };
  status?: {
    capacity?: Record<string, string>;
    allocatable?: Record<string, string>;
    conditions?: (PodCondition & { lastHeartbeatTime?: string })[];
    addresses?: { type: string; address: string }[];
    nodeInfo?: Record<string, unknown>;
    daemonEndpoints?: unknown;
  };
}

export interface Namespace extends KubernetesObject {
  spec?: { finalizers?: string[] };
  status?: { phase?: string; conditions?: PodCondition[] };
}

export interface ServicePort {
  name?: string;
  port: number;
  protocol?: string;
  targetPort?: number | string;
  appProtocol?: string;
}

export interface Service extends KubernetesObject {
  spec?: {
    type?: string;
    selector?: Record<string, string>;
    clusterIP?: string;
    ipFamilies?: string[];
    ports?: ServicePort[];
    publishNotReadyAddresses?: boolean;
  };
}

export interface ObjectReference {
  apiVersion?: string;
  kind?: string;
  namespace?: string;
  name?: string;
  uid?: string;
  resourceVersion?: string;
  fieldPath?: string;
}

export interface EndpointAddress {
  ip: string;
  nodeName?: string;
  targetRef?: ObjectReference;
}

export interface EndpointPort {
  name?: string;
  port: number;
  protocol?: string;
  appProtocol?: string;
}

export interface EndpointSubset {
  addresses?: EndpointAddress[];
  notReadyAddresses?: EndpointAddress[];
  ports?: EndpointPort[];
}

export interface Endpoints extends KubernetesObject {
  subsets?: EndpointSubset[];
}

export interface EndpointSlice extends KubernetesObject {
  addressType: string;
  endpoints: {
    addresses: string[];
    conditions?: { ready?: boolean; serving?: boolean; terminating?: boolean };
    nodeName?: string;
    targetRef?: ObjectReference;
  }[];
  ports?: EndpointPort[];
}

export interface Event extends KubernetesObject {
  involvedObject: ObjectReference;
  reason: string;
  message: string;
  type: string;
  count?: number;
  firstTimestamp?: string;
  lastTimestamp?: string;
  source?: { component?: string; host?: string };
}

export interface ConfigMap extends KubernetesObject {
  data?: Record<string, string>;
}

export interface Lease extends KubernetesObject {
  spec?: { holderIdentity?: string; leaseDurationSeconds?: number; renewTime?: string };
}

export const Node = kind<Node>('v1', 'Node', 'nodes', 'Cluster');
export const Namespace = kind<Namespace>('v1', 'Namespace', 'namespaces', 'Cluster');
export const Service = kind<Service>('v1', 'Service', 'services');
export const Endpoints = kind<Endpoints>('v1', 'Endpoints', 'endpoints');
export const EndpointSlice = kind<EndpointSlice>('discovery.k8s.io/v1', 'EndpointSlice', 'endpointslices');
export const Event = kind<Event>('v1', 'Event', 'events');
export const ConfigMap = kind<ConfigMap>('v1', 'ConfigMap', 'configmaps');
export const ServiceAccount = kind<KubernetesObject>('v1', 'ServiceAccount', 'serviceaccounts');
export const Lease = kind<Lease>('coordination.k8s.io/v1', 'Lease', 'leases');

export interface Secret extends KubernetesObject {
  type?: string;
  /** Base64. */
  data?: Record<string, string>;
}

export const Secret = kind<Secret>('v1', 'Secret', 'secrets');
