import type { JsonObject } from '@violet/machinery';
import { at, numberAt, objectsAt, textAt, textsAt } from '../read.ts';
import type { Defaulters } from './defaulter.ts';
import { setEmpty, setMissing } from './set.ts';

export const networkDefaults: Defaulters = {
  'core.v1.ServiceSpec': defaultService,
  'core.v1.LoadBalancerIngress': (ingress) => {
    if (textAt(ingress, 'ip') !== '') setMissing(ingress, 'ipMode', 'VIP');
  },
  'networking.v1.NetworkPolicySpec': (spec) => {
    if (textsAt(spec, 'policyTypes').length > 0) return;
    spec['policyTypes'] = objectsAt(spec, 'egress').length > 0 ? ['Ingress', 'Egress'] : ['Ingress'];
  },
  'networking.v1.NetworkPolicyPort': (port) => setMissing(port, 'protocol', 'TCP'),
  'networking.v1.IngressClassParametersReference': (reference) => setMissing(reference, 'scope', 'Cluster'),
  'discovery.v1.EndpointPort': (port) => {
    setMissing(port, 'name', '');
    setMissing(port, 'protocol', 'TCP');
  },
};

/** Addresses and node ports are the allocator's. */
function defaultService(spec: JsonObject): void {
  setEmpty(spec, 'sessionAffinity', 'None');
  if (spec['sessionAffinity'] === 'None') delete spec['sessionAffinityConfig'];
  else if (at(spec, 'sessionAffinityConfig.clientIP.timeoutSeconds') === undefined) {
    spec['sessionAffinityConfig'] = { clientIP: { timeoutSeconds: 10800 } };
  }
  setEmpty(spec, 'type', 'ClusterIP');
  for (const port of objectsAt(spec, 'ports')) {
    setEmpty(port, 'protocol', 'TCP');
    setEmpty(port, 'targetPort', numberAt(port, 'port'));
  }
  const type = textAt(spec, 'type');
  const external =
    type === 'NodePort' || type === 'LoadBalancer' || (type === 'ClusterIP' && textsAt(spec, 'externalIPs').length > 0);
  if (external) setEmpty(spec, 'externalTrafficPolicy', 'Cluster');
  if (type !== 'ExternalName') setMissing(spec, 'internalTrafficPolicy', 'Cluster');
  if (type === 'LoadBalancer') setMissing(spec, 'allocateLoadBalancerNodePorts', true);
}
