import type { KubernetesObject } from '@violet/machinery';
import { keyOf } from '../storage/event.ts';
import type { Store } from '../storage/store.ts';

interface Service extends KubernetesObject {
  spec: { type?: string; externalName?: string; ports?: { name?: string; port: number }[] };
}

interface Endpoints extends KubernetesObject {
  subsets?: {
    addresses?: { ip: string; targetRef?: { kind?: string } }[];
    ports?: { name?: string; port: number }[];
  }[];
}

export interface ServiceReference {
  namespace: string;
  name: string;
  /** Default 443. */
  port?: number;
}

/** Nobody answers behind a Service: why, as the API server's availability check calls it. */
export class NoAddress extends Error {
  override readonly name = 'NoAddress';
  readonly reason: 'ServiceNotFound' | 'ServicePortError' | 'EndpointsNotFound' | 'MissingEndpoints';

  constructor(reason: NoAddress['reason'], message: string) {
    super(message);
    this.reason = reason;
  }
}

export interface ServiceAddress {
  host: string;
  port: number;
  /** Pods of this cluster run no containers: their addresses are there, but nobody answers. */
  isPod: boolean;
}

/**
 * Where a Service can be reached from here: its external name, or an address that somebody wrote into its Endpoints.
 * Throws NoAddress.
 */
export function serviceAddress(store: Store, reference: ServiceReference): ServiceAddress {
  const { namespace, name, port = 443 } = reference;
  const named = `service/${name} in ${JSON.stringify(namespace)}`;
  const service = store.collection('services').get(keyOf(namespace, name)) as Service | undefined;
  if (service === undefined) throw new NoAddress('ServiceNotFound', `${named} is not present`);
  const { type, externalName = '', ports = [] } = service.spec;
  if (type === 'ExternalName') return { host: externalName, port, isPod: false };
  const servicePort = ports.find((one) => one.port === port);
  if (servicePort === undefined) throw new NoAddress('ServicePortError', `${named} is not listening on port ${port}`);
  const endpoints = store.collection('endpoints').get(keyOf(namespace, name)) as Endpoints | undefined;
  if (endpoints === undefined) throw new NoAddress('EndpointsNotFound', `cannot find endpointslices for ${named}`);
  for (const { addresses = [], ports: targets = [] } of endpoints.subsets ?? []) {
    const target = targets.find((one) => (one.name ?? '') === (servicePort.name ?? ''));
    const [address] = addresses;
    if (target !== undefined && address !== undefined)
      return { host: address.ip, port: target.port, isPod: address.targetRef?.kind === 'Pod' };
  }
  throw new NoAddress(
    'MissingEndpoints',
    `endpointslices for ${named} have no addresses with port name ${JSON.stringify(servicePort.name ?? '')}`,
  );
}
