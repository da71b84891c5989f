import type { KubernetesObject } from '@violet/machinery';
import type { Catalog } from '../requests/catalog.ts';
import type { AdmissionPlugin } from './admission.ts';

interface ServiceSpec {
  type?: string;
  clusterIP?: string;
  clusterIPs?: string[];
  ipFamilies?: string[];
  ipFamilyPolicy?: string;
  allocateLoadBalancerNodePorts?: boolean;
  ports?: { nodePort?: number }[];
}

const firstNodePort = 30_000;
const nodePorts = 2750;

/** Gives Services their cluster addresses (10.96.0.0/16) and node ports (30000 to 32767), as the API server does. */
export function serviceAddresses(catalog: Catalog, random: () => number): AdmissionPlugin {
  const others = (): ServiceSpec[] =>
    [...(catalog.resource('', 'services')?.collection.objects.values() ?? [])].map(specOf);
  return {
    complete({ operation, kind, target, object }) {
      if (
        operation === 'DELETE' ||
        kind.collection.id !== 'services' ||
        target.subresource !== undefined ||
        object === undefined
      )
        return;
      const spec = specOf(object);
      if (spec.type === 'ExternalName') return;
      giveAddress(spec, others, random);
      if (needsNodePorts(spec)) giveNodePorts(spec, others, random);
    },
  };
}

function specOf(service: KubernetesObject): ServiceSpec {
  return (service.spec ?? {}) as ServiceSpec;
}

function giveAddress(spec: ServiceSpec, others: () => ServiceSpec[], random: () => number): void {
  if ((spec.clusterIP ?? '') === '') {
    const used = new Set(others().map(({ clusterIP }) => clusterIP));
    spec.clusterIP = pickFree(random, 65_000, (n) => `10.96.${n >> 8}.${n & 255}`, used);
  }
  spec.clusterIPs ??= [spec.clusterIP ?? ''];
  spec.ipFamilies ??= ['IPv4'];
  spec.ipFamilyPolicy ??= 'SingleStack';
}

function needsNodePorts({ type, allocateLoadBalancerNodePorts }: ServiceSpec): boolean {
  return type === 'NodePort' || (type === 'LoadBalancer' && allocateLoadBalancerNodePorts !== false);
}

function giveNodePorts(spec: ServiceSpec, others: () => ServiceSpec[], random: () => number): void {
  const used = new Set([...others(), spec].flatMap(({ ports = [] }) => ports.map(({ nodePort }) => nodePort)));
  for (const port of spec.ports ?? []) {
    if ((port.nodePort ?? 0) !== 0) continue;
    port.nodePort = pickFree(random, nodePorts, (n) => firstNodePort + n, used);
    used.add(port.nodePort);
  }
}

/** Any of `count` values that is not used; the first one when all are, since a simulated service can share. */
function pickFree<T>(
  random: () => number,
  count: number,
  value: (n: number) => T,
  used: ReadonlySet<T | undefined>,
): T {
  const start = Math.floor(random() * count);
  for (let step = 0; step < count; step++) {
    const candidate = value(10 + ((start + step) % count));
    if (!used.has(candidate)) return candidate;
  }
  return value(10);
}
