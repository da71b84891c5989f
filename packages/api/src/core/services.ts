import type { JsonObject, KubernetesObject, LabelSelectorObject } from '@violet/machinery';
import { resource } from '../resource.ts';
import type { ObjectReference } from './references.ts';

export interface ServicePort {
  name?: string;
  port: number;
  targetPort?: number | string;
  protocol?: string;
}

export interface Service extends KubernetesObject {
  spec?: {
    type?: string;
    clusterIP?: string;
    ports?: ServicePort[];
    selector?: Record<string, string>;
    [field: string]: unknown;
  };
}

export interface NetworkPolicy extends KubernetesObject {
  spec?: {
    podSelector: LabelSelectorObject;
    policyTypes?: string[];
    ingress?: JsonObject[];
    egress?: JsonObject[];
  };
}

/** The core/v1 form, which OLM writes. */
export interface Event extends KubernetesObject {
  involvedObject: ObjectReference;
  type?: string;
  reason?: string;
  message?: string;
  count?: number;
  firstTimestamp?: string;
  lastTimestamp?: string;
  source?: { component?: string; host?: string };
}

export const Service = resource<Service>('v1', 'Service', 'services');
export const NetworkPolicy = resource<NetworkPolicy>('networking.k8s.io/v1', 'NetworkPolicy', 'networkpolicies');
export const Event = resource<Event>('v1', 'Event', 'events');
