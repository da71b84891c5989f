import {
  compareQuantity,
  configKeyProblems,
  dnsSubdomainProblems,
  duplicateValue,
  type FailureCause,
  forbiddenValue,
  invalidValue,
  type JsonObject,
  notFoundValue,
  qualifiedNameProblems,
  requiredValue,
  unsupportedValue,
} from '@violet/machinery';
import { at, numberAt, objectAt, objectsAt, textAt } from '../read.ts';
import { labelName, oneOf, portNameProblems, portNumber } from './checks.ts';
import { validateLifecycle, validateProbes } from './probes.ts';

export interface PodParts {
  /** Names that a mount may have. */
  volumes: ReadonlySet<string>;
}

/** Upstream's order: one container after the other, then host ports across them. */
export function validateContainers(containers: readonly JsonObject[], path: string, parts: PodParts): FailureCause[] {
  if (containers.length === 0) return [requiredValue(path)];
  const names = new Set<string>();
  const causes = containers.flatMap((container, index) => {
    const own = `${path}[${index}]`;
    return [
      ...validateContainer(container, own, parts),
      ...unique(names, textAt(container, 'name'), `${own}.name`),
      ...validateLifecycle(container, own),
      ...validateProbes(container, own),
    ];
  });
  return [...causes, ...hostPortConflicts(containers, path)];
}

export function validateInitContainers(
  containers: readonly JsonObject[],
  others: readonly JsonObject[],
  path: string,
  parts: PodParts,
): FailureCause[] {
  const names = new Set(others.map((container) => textAt(container, 'name')));
  return containers.flatMap((container, index) => {
    const own = `${path}[${index}]`;
    const isSidecar = container['restartPolicy'] === 'Always';
    const extras = ['lifecycle', 'livenessProbe', 'readinessProbe', 'startupProbe'].filter(
      (member) => container[member] !== undefined,
    );
    return [
      ...validateContainer(container, own, parts),
      ...unique(names, textAt(container, 'name'), `${own}.name`),
      ...(isSidecar
        ? [...validateLifecycle(container, own), ...validateProbes(container, own)]
        : extras.map((member) =>
            forbiddenValue(`${own}.${member}`, 'may not be set for init containers without restartPolicy=Always'),
          )),
    ];
  });
}

function unique(seen: Set<string>, name: string, path: string): FailureCause[] {
  if (seen.has(name)) return [duplicateValue(path, name)];
  seen.add(name);
  return [];
}

function validateContainer(container: JsonObject, path: string, parts: PodParts): FailureCause[] {
  return [
    ...labelName(container, 'name', path),
    ...(textAt(container, 'image') === '' ? [requiredValue(`${path}.image`)] : []),
    ...oneOf(container, 'terminationMessagePolicy', path, ['File', 'FallbackToLogsOnError']),
    ...validatePorts(objectsAt(container, 'ports'), `${path}.ports`),
    ...objectsAt(container, 'env').flatMap((variable, index) => validateVariable(variable, `${path}.env[${index}]`)),
    ...validateVariableSources(objectsAt(container, 'envFrom'), `${path}.envFrom`),
    ...validateMounts(objectsAt(container, 'volumeMounts'), `${path}.volumeMounts`, parts),
    ...oneOf(container, 'imagePullPolicy', path, ['Always', 'IfNotPresent', 'Never']),
    ...validateResources(objectAt(container, 'resources'), `${path}.resources`),
  ];
}

function validatePorts(ports: readonly JsonObject[], path: string): FailureCause[] {
  const names = new Set<string>();
  return ports.flatMap((port, index) => {
    const own = `${path}[${index}]`;
    const name = textAt(port, 'name');
    const problems =
      name === '' ? [] : portNameProblems(name).map((problem) => invalidValue(`${own}.name`, name, problem));
    const causes = name === '' || problems.length > 0 ? problems : unique(names, name, `${own}.name`);
    const number = numberAt(port, 'containerPort');
    const hostPort = numberAt(port, 'hostPort');
    return [
      ...causes,
      ...(number === 0 ? [requiredValue(`${own}.containerPort`)] : portNumber(number, `${own}.containerPort`)),
      ...(hostPort === 0 ? [] : portNumber(hostPort, `${own}.hostPort`)),
      ...oneOf(port, 'protocol', own, ['SCTP', 'TCP', 'UDP']),
    ];
  });
}

function hostPortConflicts(containers: readonly JsonObject[], path: string): FailureCause[] {
  const seen = new Set<string>();
  return containers.flatMap((container, index) =>
    objectsAt(container, 'ports').flatMap((port, portIndex) => {
      const hostPort = numberAt(port, 'hostPort');
      const key = `${textAt(port, 'protocol')}/${textAt(port, 'hostIP')}/${hostPort}`;
      return hostPort === 0 ? [] : unique(seen, key, `${path}[${index}].ports[${portIndex}].hostPort`);
    }),
  );
}

/** A relaxed name is printable ASCII without `=`. */
function variableNameProblems(name: string): string[] {
  if (/^[\x20-\x3c\x3e-\x7e]+$/.test(name)) return [];
  return ["a valid environment variable name must consist only of printable ASCII characters other than '='"];
}

function validateVariable(variable: JsonObject, path: string): FailureCause[] {
  const name = textAt(variable, 'name');
  const causes =
    name === ''
      ? [requiredValue(`${path}.name`)]
      : variableNameProblems(name).map((problem) => invalidValue(`${path}.name`, name, problem));
  return [...causes, ...validateValueSource(variable, `${path}.valueFrom`)];
}

function validateValueSource(variable: JsonObject, path: string): FailureCause[] {
  if (variable['valueFrom'] === undefined) return [];
  const source = objectAt(variable, 'valueFrom');
  const kinds = Object.keys(source).length;
  const causes = [
    ...validateKeyReference(source, 'configMapKeyRef', path),
    ...validateKeyReference(source, 'secretKeyRef', path),
  ];
  const choices = 'must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef` or `secretKeyRef`';
  if (kinds === 0) causes.push(invalidValue(path, '', choices));
  else if (textAt(variable, 'value') !== '')
    causes.push(invalidValue(path, '', 'may not be specified when `value` is not empty'));
  else if (kinds > 1) causes.push(invalidValue(path, '', 'may not have more than one field specified at a time'));
  return causes;
}

function validateKeyReference(source: JsonObject, member: string, path: string): FailureCause[] {
  if (source[member] === undefined) return [];
  const name = textAt(source, `${member}.name`);
  const key = textAt(source, `${member}.key`);
  return [
    ...dnsSubdomainProblems(name).map((problem) => invalidValue(`${path}.${member}.name`, name, problem)),
    ...(key === ''
      ? [requiredValue(`${path}.${member}.key`)]
      : configKeyProblems(key).map((problem) => invalidValue(`${path}.${member}.key`, key, problem))),
  ];
}

function validateVariableSources(sources: readonly JsonObject[], path: string): FailureCause[] {
  return sources.flatMap((source, index) => {
    const kinds = ['configMapRef', 'secretRef'].filter((member) => source[member] !== undefined);
    const missing = kinds.filter((member) => textAt(source, `${member}.name`) === '');
    const causes = missing.map((member) => requiredValue(`${path}[${index}].${member}.name`));
    if (kinds.length === 0) causes.push(invalidValue(path, '', 'must specify one of: `configMapRef` or `secretRef`'));
    else if (kinds.length > 1)
      causes.push(invalidValue(path, '', 'may not have more than one field specified at a time'));
    return causes;
  });
}

function validateMounts(mounts: readonly JsonObject[], path: string, { volumes }: PodParts): FailureCause[] {
  const mountPaths = new Set<string>();
  return mounts.flatMap((mount, index) => {
    const own = `${path}[${index}]`;
    const name = textAt(mount, 'name');
    const mountPath = textAt(mount, 'mountPath');
    const causes: FailureCause[] = [];
    if (name === '') causes.push(requiredValue(`${own}.name`));
    if (!volumes.has(name)) causes.push(notFoundValue(`${own}.name`, name));
    if (mountPath === '') causes.push(requiredValue(`${own}.mountPath`));
    if (mountPaths.has(mountPath)) causes.push(invalidValue(`${own}.mountPath`, mountPath, 'must be unique'));
    mountPaths.add(mountPath);
    return causes;
  });
}

const standardResources = new Set(['cpu', 'memory', 'ephemeral-storage']);

function validateResources(resources: JsonObject, path: string): FailureCause[] {
  const limits = objectAt(resources, 'limits');
  const requests = objectAt(resources, 'requests');
  const causes = [
    ...validateResourceList(limits, `${path}.limits`),
    ...validateResourceList(requests, `${path}.requests`),
  ];
  for (const [resource, request] of Object.entries(requests)) {
    const limit = at(limits, resource) === undefined ? limits[resource] : at(limits, resource);
    if (limit !== undefined && compareQuantity(String(request), String(limit)) > 0) {
      const detail = `must be less than or equal to ${resource} limit of ${String(limit)}`;
      causes.push(invalidValue(`${path}.requests`, String(request), detail));
    }
  }
  return causes;
}

function validateResourceList(list: JsonObject, path: string): FailureCause[] {
  return Object.entries(list).flatMap(([resource, quantity]) => {
    const own = `${path}[${resource}]`;
    const causes = qualifiedNameProblems(resource).map((problem) => invalidValue(own, resource, problem));
    const isStandard = standardResources.has(resource) || resource.startsWith('hugepages-');
    if (causes.length === 0 && !resource.includes('/') && !isStandard) {
      causes.push(
        invalidValue(own, resource, 'must be a standard resource type or fully qualified'),
        invalidValue(own, resource, 'must be a standard resource for containers'),
      );
    }
    if (compareQuantity(String(quantity), '0') < 0) {
      causes.push(invalidValue(own, String(quantity), 'must be greater than or equal to 0'));
    }
    return causes;
  });
}

export function validateRestartPolicy(spec: JsonObject, path: string): FailureCause[] {
  const policy = textAt(spec, 'restartPolicy');
  const choices = ['Always', 'OnFailure', 'Never'];
  if (policy === '') return [requiredValue(`${path}.restartPolicy`)];
  return choices.includes(policy) ? [] : [unsupportedValue(`${path}.restartPolicy`, policy, choices)];
}
