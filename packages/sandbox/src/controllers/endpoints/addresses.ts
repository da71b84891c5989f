import type { Stored } from '@violet/machinery';
import type { EndpointPort, Service, ServicePort } from '../kinds/core.ts';
import type { Pod } from '../kinds/pod.ts';
import { isFinished, isReady, isTerminating } from '../pods/state.ts';

/** A pod behind a service. */
export interface Backend {
  pod: Stored<Pod>;
  ip: string;
  ready: boolean;
  terminating: boolean;
  ports: EndpointPort[];
}

/** The pods that a service leads to, those not ready included, in the order of their addresses. */
export function backendsOf(service: Service, pods: readonly Stored<Pod>[]): Backend[] {
  const selector = Object.entries(service.spec?.selector ?? {});
  if (selector.length === 0) return [];
  const selected = pods.filter((pod) => selector.every(([key, value]) => pod.metadata.labels?.[key] === value));
  const backends = selected.flatMap((pod): Backend[] => {
    const ip = pod.status?.podIP ?? '';
    if (ip === '' || isFinished(pod)) return [];
    const ready = isReady(pod) || service.spec?.publishNotReadyAddresses === true;
    return [
      { pod, ip, ready: ready && !isTerminating(pod), terminating: isTerminating(pod), ports: portsOf(service, pod) },
    ];
  });
  return backends.sort((left, right) => (left.ip < right.ip ? -1 : 1));
}

function portsOf(service: Service, pod: Pod): EndpointPort[] {
  return (service.spec?.ports ?? []).flatMap((port): EndpointPort[] => {
    const number = targetPort(port, pod);
    if (number === undefined) return [];
    const { name, protocol = 'TCP', appProtocol } = port;
    const optional = appProtocol === undefined ? {} : { appProtocol };
    return [{ ...(name === undefined || name === '' ? {} : { name }), port: number, protocol, ...optional }];
  });
}

/** A number, the port itself, or the name of a container's port. */
function targetPort({ port, targetPort: target, protocol = 'TCP' }: ServicePort, pod: Pod): number | undefined {
  if (target === undefined || target === 0 || target === '') return port;
  if (typeof target === 'number') return target;
  const ports = pod.spec.containers.flatMap(({ ports: own = [] }) => own);
  return ports.find((candidate) => candidate.name === target && (candidate.protocol ?? 'TCP') === protocol)
    ?.containerPort;
}
