import {
  type FailureCause,
  forbiddenValue,
  invalidValue,
  type JsonObject,
  requiredValue,
  unsupportedValue,
} from '@violet/machinery';
import { at, numberAt, objectAt, textAt, textsAt } from '../read.ts';
import { nonNegative, portNumber, portReference } from './checks.ts';

const handlers = ['exec', 'httpGet', 'tcpSocket', 'grpc', 'sleep'];

export function validateProbes(container: JsonObject, path: string): FailureCause[] {
  return ['livenessProbe', 'readinessProbe', 'startupProbe'].flatMap((member) => {
    if (container[member] === undefined) return [];
    const probe = objectAt(container, member);
    const own = `${path}.${member}`;
    const threshold = numberAt(probe, 'successThreshold');
    const once = member !== 'readinessProbe' && threshold !== 1;
    return [
      ...validateProbe(probe, own),
      ...(once ? [invalidValue(`${own}.successThreshold`, threshold, 'must be 1')] : []),
    ];
  });
}

export function validateLifecycle(container: JsonObject, path: string): FailureCause[] {
  return ['postStart', 'preStop'].flatMap((member) => {
    if (at(container, `lifecycle.${member}`) === undefined) return [];
    return validateHandler(objectAt(container, `lifecycle.${member}`), `${path}.lifecycle.${member}`);
  });
}

function validateProbe(probe: JsonObject, path: string): FailureCause[] {
  const numbers = ['initialDelaySeconds', 'timeoutSeconds', 'periodSeconds', 'successThreshold', 'failureThreshold'];
  const grace = probe['terminationGracePeriodSeconds'];
  return [
    ...validateHandler(probe, path),
    ...numbers.flatMap((member) => nonNegative(probe, member, path)),
    ...(typeof grace === 'number' && grace <= 0
      ? [invalidValue(`${path}.terminationGracePeriodSeconds`, grace, 'must be greater than 0')]
      : []),
  ];
}

function validateHandler(handler: JsonObject, path: string): FailureCause[] {
  const [first, ...others] = handlers.filter((member) => handler[member] !== undefined);
  if (first === undefined) return [requiredValue(path, 'must specify a handler type')];
  return [
    ...validateAction(first, objectAt(handler, first), `${path}.${first}`),
    ...others.map((member) => forbiddenValue(`${path}.${member}`, 'may not specify more than 1 handler type')),
  ];
}

function validateAction(kind: string, action: JsonObject, path: string): FailureCause[] {
  if (kind === 'exec') return textsAt(action, 'command').length === 0 ? [requiredValue(`${path}.command`)] : [];
  if (kind === 'tcpSocket') return portReference(action['port'], `${path}.port`);
  if (kind === 'grpc') return portNumber(numberAt(action, 'port'), `${path}.port`);
  if (kind !== 'httpGet') return [];
  const scheme = textAt(action, 'scheme');
  return [
    ...(textAt(action, 'path') === '' ? [requiredValue(`${path}.path`)] : []),
    ...portReference(action['port'], `${path}.port`),
    ...(['HTTP', 'HTTPS'].includes(scheme) ? [] : [unsupportedValue(`${path}.scheme`, scheme, ['HTTP', 'HTTPS'])]),
  ];
}
