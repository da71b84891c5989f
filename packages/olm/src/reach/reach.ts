import type { Cluster } from '@violet/kube';
import { type AllowedPlaces, type Reach, reachOf as reachInGeneral } from '@violet/oci';
import { serviceHost } from './service-host.ts';

export type { Reach } from '@violet/oci';

export interface ReachOptions {
  /** Whose Services are meant by `name.namespace.svc`. */
  cluster: Cluster;
  allowed: AllowedPlaces;
  /** All IP addresses of a host name. */
  resolve?: (host: string) => Promise<string[]>;
}

/** Where a catalogue of a cluster may lead. */
export function reachOf({ cluster, allowed, resolve }: ReachOptions): Reach {
  return reachInGeneral({ allowed, what: 'a catalogue', resolve, meaningOf: (host) => serviceHost(host, cluster) });
}
