import {
  dnsLabelProblems,
  dnsSubdomainProblems,
  duplicateValue,
  type FailureCause,
  forbiddenValue,
  invalidValue,
  type JsonObject,
  labelValueProblems,
  qualifiedNameProblems,
  requiredValue,
  unsupportedValue,
  validateObjectMeta,
} from '@violet/machinery';
import { at, objectAt, objectsAt, textAt } from '../read.ts';
import { labelName, labelsAt, oneOf } from './checks.ts';
import { validateContainers, validateInitContainers, validateRestartPolicy } from './containers.ts';

/** Labels, annotations and spec of a pod template. */
export function validatePodTemplate(template: JsonObject, path: string): FailureCause[] {
  // Templates have no name; any valid one keeps its absence from being reported.
  const metadata = { ...objectAt(template, 'metadata'), name: 'template' };
  return [
    ...validateObjectMeta(metadata, { namespaced: false, path: `${path}.metadata` }).filter(
      ({ field }) => !field.endsWith('.namespace'),
    ),
    ...validatePodSpec(objectAt(template, 'spec'), `${path}.spec`),
  ];
}

export function validatePodSpec(spec: JsonObject, path: string): FailureCause[] {
  const volumes = validateVolumes(objectsAt(spec, 'volumes'), `${path}.volumes`);
  const containers = objectsAt(spec, 'containers');
  const parts = { volumes: volumes.names };
  return [
    ...volumes.causes,
    ...validateContainers(containers, `${path}.containers`, parts),
    ...validateInitContainers(objectsAt(spec, 'initContainers'), containers, `${path}.initContainers`, parts),
    ...validateRestartPolicy(spec, path),
    ...oneOf(spec, 'dnsPolicy', path, ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None']),
    ...labelsAt(spec, 'nodeSelector', path),
    ...named(spec, 'serviceAccountName', path, dnsSubdomainProblems),
    ...named(spec, 'nodeName', path, dnsSubdomainProblems),
    ...validateDeadline(spec, path),
    ...named(spec, 'hostname', path, dnsLabelProblems),
    ...named(spec, 'subdomain', path, dnsLabelProblems),
    ...objectsAt(spec, 'tolerations').flatMap((toleration, index) =>
      validateToleration(toleration, `${path}.tolerations[${index}]`),
    ),
    ...named(spec, 'priorityClassName', path, dnsSubdomainProblems),
    ...named(spec, 'runtimeClassName', path, dnsSubdomainProblems),
  ];
}

function named(spec: JsonObject, member: string, path: string, problemsOf: (name: string) => string[]): FailureCause[] {
  const name = textAt(spec, member);
  return name === '' ? [] : problemsOf(name).map((problem) => invalidValue(`${path}.${member}`, name, problem));
}

function validateDeadline(spec: JsonObject, path: string): FailureCause[] {
  const deadline = spec['activeDeadlineSeconds'];
  if (typeof deadline !== 'number' || (deadline >= 1 && deadline <= 2 ** 31 - 1)) return [];
  return [invalidValue(`${path}.activeDeadlineSeconds`, deadline, 'must be between 1 and 2147483647, inclusive')];
}

/** Names of the sound volumes, which mounts may use. */
function validateVolumes(volumes: readonly JsonObject[], path: string): { names: Set<string>; causes: FailureCause[] } {
  const names = new Set<string>();
  const causes: FailureCause[] = [];
  for (const [index, volume] of volumes.entries()) {
    const own = `${path}[${index}]`;
    const name = textAt(volume, 'name');
    const found = [...validateSource(volume, own), ...labelName(volume, 'name', own)];
    if (names.has(name)) found.push(duplicateValue(`${own}.name`, name));
    if (found.length === 0) names.add(name);
    causes.push(...found);
  }
  return { names, causes };
}

const requiredBySource: Readonly<Record<string, readonly string[]>> = {
  hostPath: ['path'],
  secret: ['secretName'],
  configMap: ['name'],
  persistentVolumeClaim: ['claimName'],
  nfs: ['server', 'path'],
  csi: ['driver'],
};

function validateSource(volume: JsonObject, path: string): FailureCause[] {
  const [first, ...others] = Object.keys(volume).filter((member) => member !== 'name');
  if (first === undefined) return [requiredValue(path, 'must specify a volume type')];
  const missing = (requiredBySource[first] ?? []).filter((member) => textAt(volume, `${first}.${member}`) === '');
  return [
    ...missing.map((member) => requiredValue(`${path}.${first}.${member}`)),
    ...validateMode(volume, first, path),
    ...others.map((member) => forbiddenValue(`${path}.${member}`, 'may not specify more than 1 volume type')),
  ];
}

function validateMode(volume: JsonObject, source: string, path: string): FailureCause[] {
  const mode = at(volume, `${source}.defaultMode`);
  if (typeof mode !== 'number' || (mode >= 0 && mode <= 0o777)) return [];
  const message = 'must be a number between 0 and 0777 (octal), both inclusive';
  return [invalidValue(`${path}.${source}.defaultMode`, mode, message)];
}

function validateToleration(toleration: JsonObject, path: string): FailureCause[] {
  const key = textAt(toleration, 'key');
  const operator = textAt(toleration, 'operator');
  const effect = textAt(toleration, 'effect');
  const causes =
    key === '' ? [] : qualifiedNameProblems(key).map((problem) => invalidValue(`${path}.key`, key, problem));
  if (key === '' && operator !== 'Exists') {
    const detail = 'operator must be Exists when `key` is empty, which means "match all values and all keys"';
    causes.push(invalidValue(`${path}.operator`, operator, detail));
  }
  if (toleration['tolerationSeconds'] !== undefined && effect !== 'NoExecute') {
    causes.push(invalidValue(`${path}.effect`, effect, "effect must be 'NoExecute' when `tolerationSeconds` is set"));
  }
  causes.push(...validateTolerationValue(operator, textAt(toleration, 'value'), `${path}.operator`));
  const effects = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];
  if (effect !== '' && !effects.includes(effect)) causes.push(unsupportedValue(`${path}.effect`, effect, effects));
  return causes;
}

function validateTolerationValue(operator: string, value: string, path: string): FailureCause[] {
  if (operator === 'Exists') {
    return value === '' ? [] : [invalidValue(path, value, "value must be empty when `operator` is 'Exists'")];
  }
  if (operator !== '' && operator !== 'Equal') return [unsupportedValue(path, operator, ['Equal', 'Exists'])];
  const problems = labelValueProblems(value);
  return problems.length === 0 ? [] : [invalidValue(path, value, problems.join(';'))];
}
