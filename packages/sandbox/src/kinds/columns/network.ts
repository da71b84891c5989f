import type { Column } from '@violet/apiserver';
import type { KubernetesObject } from '@violet/machinery';
import { at, numberAt, objectsAt, textAt, textsAt } from '../read.ts';
import { ageColumn, formatLabels, listWithMore, nameColumn, orElse, text, wide } from './cells.ts';
import { formatSelector } from './selectors.ts';

export const serviceColumns: Column[] = [
  nameColumn,
  text('Type', (service) => textAt(service, 'spec.type')),
  text('Cluster-IP', (service) => textsAt(service, 'spec.clusterIPs')[0] ?? '<none>'),
  text('External-IP', externalAddress),
  text('Port(s)', servicePorts),
  ageColumn,
  wide(text('Selector', (service) => formatLabels(at(service, 'spec.selector')))),
];

export const ingressColumns: Column[] = [
  nameColumn,
  text('Class', (ingress) => orElse(ingress, 'spec.ingressClassName', '<none>')),
  text('Hosts', ingressHosts),
  text('Address', loadBalancerAddresses),
  text('Ports', (ingress) => (objectsAt(ingress, 'spec.tls').length > 0 ? '80, 443' : '80')),
  ageColumn,
];

export const ingressClassColumns: Column[] = [
  nameColumn,
  text('Controller', (object) => textAt(object, 'spec.controller')),
  text('Parameters', ingressClassParameters),
  ageColumn,
];

export const networkPolicyColumns: Column[] = [
  nameColumn,
  text('Pod-Selector', (policy) => formatSelector(at(policy, 'spec.podSelector'))),
  ageColumn,
];

export const endpointsColumns: Column[] = [nameColumn, text('Endpoints', formatEndpoints), ageColumn];

export const endpointSliceColumns: Column[] = [
  nameColumn,
  text('AddressType', (slice) => textAt(slice, 'addressType')),
  text('Ports', (slice) => {
    const ports = objectsAt(slice, 'ports').map((port) => String(port['port'] ?? port['name'] ?? '*'));
    return listWithMore(ports, 3, '<unset>');
  }),
  text('Endpoints', (slice) => {
    const addresses = objectsAt(slice, 'endpoints').flatMap((endpoint) => textsAt(endpoint, 'addresses'));
    return listWithMore(addresses, 3, '<unset>');
  }),
  ageColumn,
];

export const serviceCidrColumns: Column[] = [
  nameColumn,
  text('CIDRs', (object) => textsAt(object, 'spec.cidrs').join(',')),
  ageColumn,
];

export const ipAddressColumns: Column[] = [nameColumn, text('ParentRef', ipAddressParent)];

function externalAddress(service: KubernetesObject): string {
  const external = textsAt(service, 'spec.externalIPs');
  switch (textAt(service, 'spec.type')) {
    case 'ClusterIP':
    case 'NodePort':
      return external.join(',') || '<none>';
    case 'LoadBalancer':
      return [loadBalancerAddresses(service), ...external].filter((address) => address !== '').join(',') || '<pending>';
    case 'ExternalName':
      return textAt(service, 'spec.externalName');
    default:
      return '<unknown>';
  }
}

function loadBalancerAddresses(object: KubernetesObject): string {
  const addresses = objectsAt(object, 'status.loadBalancer.ingress').map(
    (entry) => textAt(entry, 'ip') || textAt(entry, 'hostname'),
  );
  return [...new Set(addresses.filter((address) => address !== ''))].sort().join(',');
}

function servicePorts(service: KubernetesObject): string {
  const ports = objectsAt(service, 'spec.ports').map((port) => {
    const nodePort = numberAt(port, 'nodePort');
    return `${numberAt(port, 'port')}${nodePort > 0 ? `:${nodePort}` : ''}/${textAt(port, 'protocol')}`;
  });
  return ports.join(',') || '<none>';
}

function ingressHosts(ingress: KubernetesObject): string {
  const rules = objectsAt(ingress, 'spec.rules');
  const hosts: string[] = [];
  for (const rule of rules) {
    // Upstream counts all rules, with and without host, once three hosts are listed.
    if (hosts.length === 3) return `${hosts.join(',')} + ${rules.length - 3} more...`;
    const host = textAt(rule, 'host');
    if (host !== '') hosts.push(host);
  }
  return hosts.join(',') || '*';
}

function ingressClassParameters(object: KubernetesObject): string {
  if (at(object, 'spec.parameters') === undefined) return '<none>';
  const group = textAt(object, 'spec.parameters.apiGroup');
  return `${textAt(object, 'spec.parameters.kind')}${group === '' ? '' : `.${group}`}/${textAt(object, 'spec.parameters.name')}`;
}

function formatEndpoints(object: KubernetesObject): string {
  const subsets = objectsAt(object, 'subsets');
  if (subsets.length === 0) return '<none>';
  const endpoints = subsets.flatMap((subset) => {
    const ports = objectsAt(subset, 'ports');
    const addresses = objectsAt(subset, 'addresses').map((address) => textAt(address, 'ip'));
    if (ports.length === 0) return addresses;
    return ports.flatMap((port) => addresses.map((address) => joinHostPort(address, numberAt(port, 'port'))));
  });
  return listWithMore(endpoints, 3, '');
}

function joinHostPort(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

function ipAddressParent(object: KubernetesObject): string {
  if (at(object, 'spec.parentRef') === undefined) return '<none>';
  const group = textAt(object, 'spec.parentRef.group');
  const namespace = textAt(object, 'spec.parentRef.namespace');
  const resource = `${textAt(object, 'spec.parentRef.resource')}${group === '' ? '' : `.${group}`}`.toLowerCase();
  return [resource, ...(namespace === '' ? [] : [namespace]), textAt(object, 'spec.parentRef.name')].join('/');
}
