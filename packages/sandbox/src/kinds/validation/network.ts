import {
  dns1035LabelProblems,
  dnsLabelProblems,
  dnsSubdomainProblems,
  duplicateValue,
  type FailureCause,
  invalidValue,
  type JsonObject,
  type KubernetesObject,
  requiredValue,
  unsupportedValue,
} from '@violet/machinery';
import { at, numberAt, objectAt, objectsAt, textAt, textsAt } from '../read.ts';
import { labelSelector, labelsAt, oneOf, portNameProblems, portNumber, portReference } from './checks.ts';
import type { Validators } from './validator.ts';

export const networkValidators: Validators = {
  'v1/Service': {
    nameProblems: dns1035LabelProblems,
    validate: validateService,
    validateUpdate: validateServiceUpdate,
  },
  'networking.k8s.io/v1/Ingress': { validate: validateIngress },
  'networking.k8s.io/v1/NetworkPolicy': {
    validate: (policy) => [
      ...labelSelector(at(policy, 'spec.podSelector'), 'spec.podSelector'),
      ...policyTypes(textsAt(policy, 'spec.policyTypes')),
    ],
  },
};

const directions = ['Ingress', 'Egress'];

function policyTypes(types: string[]): FailureCause[] {
  if (types.length > directions.length) {
    return [invalidValue('spec.policyTypes', types, 'may not specify more than two policyTypes')];
  }
  return types.flatMap((type, index) =>
    directions.includes(type) ? [] : [unsupportedValue(`spec.policyTypes[${index}]`, type, directions)],
  );
}

const serviceTypes = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'];

function validateService(service: KubernetesObject): FailureCause[] {
  const spec = objectAt(service, 'spec');
  const type = textAt(spec, 'type');
  const ports = objectsAt(spec, 'ports');
  const headless = spec['clusterIP'] === 'None';
  const causes: FailureCause[] = [];
  if (ports.length === 0 && !headless && type !== 'ExternalName') causes.push(requiredValue('spec.ports'));
  if (headless && (type === 'LoadBalancer' || type === 'NodePort')) {
    const detail = `may not be set to 'None' for ${type} services`;
    causes.push(invalidValue('spec.clusterIPs[0]', 'None', detail));
  }
  if (type === 'ExternalName') causes.push(...validateExternalName(spec));
  const names = new Set<string>();
  for (const [index, port] of ports.entries()) {
    causes.push(...validateServicePort(port, `spec.ports[${index}]`, { names, needsName: ports.length > 1 }));
  }
  causes.push(...labelsAt(spec, 'selector', 'spec'), ...oneOf(spec, 'sessionAffinity', 'spec', ['ClientIP', 'None']));
  if (!serviceTypes.includes(type)) causes.push(unsupportedValue('spec.type', type, serviceTypes));
  return [...causes, ...validateNodePorts(ports, type), ...validateSamePorts(ports)];
}

function validateExternalName(spec: JsonObject): FailureCause[] {
  const name = textAt(spec, 'externalName').replace(/\.$/, '');
  if (name === '') return [requiredValue('spec.externalName')];
  return dnsSubdomainProblems(name).map((problem) => invalidValue('spec.externalName', name, problem));
}

function validateServicePort(
  port: JsonObject,
  path: string,
  seen: { names: Set<string>; needsName: boolean },
): FailureCause[] {
  const name = textAt(port, 'name');
  const causes: FailureCause[] = [];
  if (name === '' && seen.needsName) causes.push(requiredValue(`${path}.name`));
  else if (name !== '') {
    causes.push(...dnsLabelProblems(name).map((problem) => invalidValue(`${path}.name`, name, problem)));
    if (seen.names.has(name)) causes.push(duplicateValue(`${path}.name`, name));
    seen.names.add(name);
  }
  return [
    ...causes,
    ...portNumber(numberAt(port, 'port'), `${path}.port`),
    ...oneOf(port, 'protocol', path, ['SCTP', 'TCP', 'UDP']),
    ...portReference(port['targetPort'], `${path}.targetPort`),
  ];
}

function validateNodePorts(ports: readonly JsonObject[], type: string): FailureCause[] {
  const forbidden = type === 'ClusterIP' || type === 'ExternalName';
  const seen = new Set<string>();
  return ports.flatMap((port, index) => {
    const nodePort = numberAt(port, 'nodePort');
    const path = `spec.ports[${index}].nodePort`;
    if (nodePort === 0) return [];
    if (forbidden) {
      const message = `Forbidden: may not be used when \`type\` is '${type}'`;
      return [{ field: path, reason: 'FieldValueForbidden', message }];
    }
    const key = `${textAt(port, 'protocol')}/${nodePort}`;
    const causes = seen.has(key) ? [duplicateValue(path, nodePort)] : [];
    seen.add(key);
    return causes;
  });
}

function validateSamePorts(ports: readonly JsonObject[]): FailureCause[] {
  const seen = new Set<string>();
  return ports.flatMap((port, index) => {
    const key = `${textAt(port, 'protocol')}/${numberAt(port, 'port')}`;
    const isKnown = seen.has(key);
    seen.add(key);
    const shown = { protocol: port['protocol'] ?? '', port: port['port'] ?? 0 };
    return isKnown ? [duplicateValue(`spec.ports[${index}]`, shown)] : [];
  });
}

function validateServiceUpdate(service: KubernetesObject, old: KubernetesObject): FailureCause[] {
  const address = textAt(service, 'spec.clusterIP');
  const oldAddress = textAt(old, 'spec.clusterIP');
  const needsAddress = [service, old].every((object) => textAt(object, 'spec.type') !== 'ExternalName');
  if (!needsAddress || oldAddress === '' || address === oldAddress) return [];
  const addresses = textsAt(service, 'spec.clusterIPs');
  return [invalidValue('spec.clusterIPs[0]', addresses, 'may not change once set')];
}

function validateIngress(ingress: KubernetesObject): FailureCause[] {
  const spec = objectAt(ingress, 'spec');
  const rules = objectsAt(spec, 'rules');
  const backend = spec['defaultBackend'];
  const causes: FailureCause[] = [];
  if (rules.length === 0 && backend === undefined) {
    causes.push(invalidValue('spec', null, 'either `defaultBackend` or `rules` must be specified'));
  }
  if (backend !== undefined) causes.push(...validateBackend(objectAt(spec, 'defaultBackend'), 'spec.defaultBackend'));
  for (const [index, rule] of rules.entries()) causes.push(...validateIngressRule(rule, `spec.rules[${index}]`));
  const className = textAt(spec, 'ingressClassName');
  if (className === '') return causes;
  return [
    ...causes,
    ...dnsSubdomainProblems(className).map((problem) => invalidValue('spec.ingressClassName', className, problem)),
  ];
}

function validateIngressRule(rule: JsonObject, path: string): FailureCause[] {
  const host = textAt(rule, 'host');
  const causes: FailureCause[] = [];
  if (/^[0-9.]+$/.test(host)) causes.push(invalidValue(`${path}.host`, host, 'must be a DNS name, not an IP address'));
  else if (host !== '') {
    const name = host.startsWith('*.') ? host.slice(2) : host;
    causes.push(...dnsSubdomainProblems(name).map((problem) => invalidValue(`${path}.host`, host, problem)));
  }
  if (rule['http'] === undefined) return causes;
  const paths = objectsAt(rule, 'http.paths');
  if (paths.length === 0) causes.push(requiredValue(`${path}.http.paths`));
  return [...causes, ...paths.flatMap((entry, index) => validateIngressPath(entry, `${path}.http.paths[${index}]`))];
}

const pathTypes = ['Exact', 'ImplementationSpecific', 'Prefix'];

function validateIngressPath(entry: JsonObject, path: string): FailureCause[] {
  const type = entry['pathType'];
  if (type === undefined || type === null) return [requiredValue(`${path}.pathType`, 'pathType must be specified')];
  const isKnown = pathTypes.includes(String(type));
  const causes = isKnown ? [] : [unsupportedValue(`${path}.pathType`, type, pathTypes)];
  const text = textAt(entry, 'path');
  const mayBeEmpty = type === 'ImplementationSpecific' && text === '';
  if (isKnown && !mayBeEmpty && !text.startsWith('/'))
    causes.push(invalidValue(`${path}.path`, text, 'must be an absolute path'));
  return [...causes, ...validateBackend(objectAt(entry, 'backend'), `${path}.backend`)];
}

function validateBackend(backend: JsonObject, path: string): FailureCause[] {
  const hasService = backend['service'] !== undefined;
  const hasResource = backend['resource'] !== undefined;
  if (hasService && hasResource) return [invalidValue(path, '', 'cannot set both resource and service backends')];
  if (hasResource) return [];
  if (!hasService) return [invalidValue(path, '', 'resource or service backend is required')];
  const name = textAt(backend, 'service.name');
  const causes =
    name === ''
      ? [requiredValue(`${path}.service.name`)]
      : dns1035LabelProblems(name).map((problem) => invalidValue(`${path}.service.name`, name, problem));
  return [...causes, ...validateBackendPort(backend, path)];
}

function validateBackendPort(backend: JsonObject, path: string): FailureCause[] {
  const name = textAt(backend, 'service.port.name');
  const number = numberAt(backend, 'service.port.number');
  if (name !== '' && number !== 0) return [invalidValue(path, '', 'cannot set both port name & port number')];
  if (name !== '')
    return portNameProblems(name).map((problem) => invalidValue(`${path}.service.port.name`, name, problem));
  if (number !== 0) return portNumber(number, `${path}.service.port.number`);
  return [requiredValue(path, 'port name or number is required')];
}
