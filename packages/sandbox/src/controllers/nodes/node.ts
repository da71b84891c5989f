import type { Node } from '../kinds/core.ts';
import { timestamp } from '../time.ts';

export interface NodeOptions {
  name: string;
  /** `amd64` by default. */
  architecture?: string;
  labels?: Record<string, string>;
  taints?: { key: string; value?: string; effect: string }[];
  cpu?: string;
  memory?: string;
  pods?: number;
}

/** A node that runs nothing. */
export interface SimulatedNode extends NodeOptions {
  address: string;
  /** The first three numbers of its pods' addresses. */
  podPrefix: string;
}

/** Set on every simulated node: what runs there does not run. */
const SIMULATED = 'sandbox.violet/simulated';

export function simulatedNodes(nodes: readonly NodeOptions[]): SimulatedNode[] {
  return nodes.map((node, index) => ({ ...node, address: `172.18.0.${index + 2}`, podPrefix: `10.244.${index}` }));
}

/** The Node object, all its conditions healthy. */
export function nodeObject(node: SimulatedNode, kubeletVersion: string, now: Date): Node {
  const { name, architecture = 'amd64', labels = {}, taints, address, podPrefix } = node;
  const at = timestamp(now);
  const healthy = (type: string, status: 'True' | 'False', reason: string, message: string) => ({
    type,
    status,
    reason,
    message,
    lastHeartbeatTime: at,
    lastTransitionTime: at,
  });
  const resources = {
    cpu: node.cpu ?? '32',
    memory: node.memory ?? '128Gi',
    'ephemeral-storage': '512Gi',
    pods: String(node.pods ?? 250),
  };
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      labels: {
        'beta.kubernetes.io/arch': architecture,
        'beta.kubernetes.io/os': 'linux',
        'kubernetes.io/arch': architecture,
        'kubernetes.io/hostname': name,
        'kubernetes.io/os': 'linux',
        'node-role.kubernetes.io/control-plane': '',
        ...labels,
      },
      annotations: { [SIMULATED]: 'true', 'node.alpha.kubernetes.io/ttl': '0' },
    },
    spec: {
      podCIDR: `${podPrefix}.0/24`,
      podCIDRs: [`${podPrefix}.0/24`],
      ...(taints === undefined ? {} : { taints }),
    },
    status: {
      capacity: resources,
      allocatable: resources,
      addresses: [
        { type: 'InternalIP', address },
        { type: 'Hostname', address: name },
      ],
      conditions: [
        healthy('MemoryPressure', 'False', 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available'),
        healthy('DiskPressure', 'False', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'),
        healthy('PIDPressure', 'False', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'),
        healthy('Ready', 'True', 'KubeletReady', 'this node is simulated: it runs no containers'),
      ],
      daemonEndpoints: { kubeletEndpoint: { Port: 0 } },
      nodeInfo: {
        machineID: '',
        systemUUID: '',
        bootID: '',
        kernelVersion: 'simulated',
        osImage: 'Violet sandbox (simulated)',
        containerRuntimeVersion: 'simulated://1.0',
        kubeletVersion,
        kubeProxyVersion: '',
        operatingSystem: 'linux',
        architecture,
      },
    },
  };
}
