import { jsonEqual, type Stored } from '@violet/machinery';
import type { EndpointAddress, EndpointSlice, EndpointSubset, Endpoints, Service } from '../kinds/core.ts';
import { Service as ServiceKind } from '../kinds/core.ts';
import { controllerReference } from '../ownership.ts';
import type { Backend } from './addresses.ts';

const SERVICE_NAME = 'kubernetes.io/service-name';
const MANAGED_BY = 'endpointslice.kubernetes.io/managed-by';

/** The Endpoints of a service: addresses grouped by the ports that they serve. */
export function endpointsOf(service: Stored<Service>, backends: readonly Backend[]): Endpoints {
  const { name, namespace = '', labels = {} } = service.metadata;
  const subsets: EndpointSubset[] = [];
  for (const backend of backends.filter(({ terminating }) => !terminating)) {
    const known = subsets.find(({ ports }) => jsonEqual(ports, backend.ports));
    const subset = known ?? { ports: backend.ports };
    if (known === undefined) subsets.push(subset);
    const list = backend.ready ? 'addresses' : 'notReadyAddresses';
    subset[list] = [...(subset[list] ?? []), addressOf(backend)];
  }
  const headless = service.spec?.clusterIP === 'None' ? { 'service.kubernetes.io/headless': '' } : {};
  return {
    apiVersion: 'v1',
    kind: 'Endpoints',
    metadata: {
      name,
      namespace,
      labels: { ...labels, 'endpoints.kubernetes.io/managed-by': 'endpoint-controller', ...headless },
      // Upstream deletes them itself; an owner lets the garbage collector do it.
      ownerReferences: [controllerReference(ServiceKind, service)],
    },
    ...(subsets.length === 0 ? {} : { subsets }),
  };
}

/** The slice of a service; one holds them all, since simulated clusters are small. */
export function sliceOf(service: Stored<Service>, backends: readonly Backend[]): EndpointSlice {
  const { name, namespace = '', labels = {} } = service.metadata;
  const headless = service.spec?.clusterIP === 'None' ? { 'service.kubernetes.io/headless': '' } : {};
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      generateName: `${name}-`,
      namespace,
      labels: { ...labels, [SERVICE_NAME]: name, [MANAGED_BY]: 'endpointslice-controller.k8s.io', ...headless },
      ownerReferences: [controllerReference(ServiceKind, service)],
    },
    addressType: 'IPv4',
    endpoints: backends.map(({ ip, ready, terminating, pod }) => ({
      addresses: [ip],
      conditions: { ready, serving: ready || terminating, terminating },
      ...(pod.spec.nodeName === undefined ? {} : { nodeName: pod.spec.nodeName }),
      targetRef: targetOf(pod),
    })),
    ports: (backends[0]?.ports ?? []).map((port) => ({ name: '', ...port })),
  };
}

function addressOf({ ip, pod }: Backend): EndpointAddress {
  const node = pod.spec.nodeName === undefined ? {} : { nodeName: pod.spec.nodeName };
  return { ip, ...node, targetRef: targetOf(pod) };
}

function targetOf({ metadata: { name, namespace = '', uid } }: Backend['pod']) {
  return { kind: 'Pod', namespace, name, uid };
}
