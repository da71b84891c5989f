import {
  configKeyProblems,
  type FailureCause,
  forbiddenValue,
  invalidValue,
  type JsonObject,
  jsonEqual,
  type KubernetesObject,
  requiredValue,
  tooLong,
} from '@violet/machinery';
import { objectAt, textAt } from '../read.ts';
import { immutable } from './checks.ts';
import type { Validators } from './validator.ts';

const maxBytes = 1024 * 1024;

export const configurationValidators: Validators = {
  'v1/ConfigMap': {
    validate: validateConfigMap,
    validateUpdate: (object, old) => validateFrozen(object, old, ['data', 'binaryData']),
  },
  'v1/Secret': {
    validate: validateSecret,
    validateUpdate: (object, old) => [...immutable(object, old, 'type'), ...validateFrozen(object, old, ['data'])],
  },
};

function validateConfigMap(object: KubernetesObject): FailureCause[] {
  const data = objectAt(object, 'data');
  const binary = objectAt(object, 'binaryData');
  const causes = [...validateKeys(data, 'data'), ...validateKeys(binary, 'binaryData')];
  for (const key of Object.keys(data)) {
    if (binary[key] !== undefined)
      causes.push(invalidValue(`data[${key}]`, key, 'duplicate of key present in binaryData'));
  }
  const size = Object.values(data).reduce<number>((sum, text) => sum + Buffer.byteLength(String(text)), sizeOf(binary));
  if (size > maxBytes) causes.push(tooLong('[]', maxBytes));
  return causes;
}

function validateKeys(data: JsonObject, path: string): FailureCause[] {
  return Object.keys(data).flatMap((key) =>
    configKeyProblems(key).map((problem) => invalidValue(`${path}[${key}]`, key, problem)),
  );
}

/** Of base64 text, decoded. */
function sizeOf(data: JsonObject): number {
  return Object.values(data).reduce<number>((sum, text) => sum + Buffer.byteLength(String(text), 'base64'), 0);
}

const frozen = 'field is immutable when `immutable` is set';

function validateFrozen(object: KubernetesObject, old: KubernetesObject, members: readonly string[]): FailureCause[] {
  if (old['immutable'] !== true) return [];
  const causes = object['immutable'] === true ? [] : [forbiddenValue('immutable', frozen)];
  const changed = members.filter((member) => !jsonEqual(object[member] ?? {}, old[member] ?? {}));
  return [...causes, ...changed.map((member) => forbiddenValue(member, frozen))];
}

/** Keys that a type of secret must have. */
const requiredKeys: Readonly<Record<string, readonly string[]>> = {
  'kubernetes.io/dockercfg': ['.dockercfg'],
  'kubernetes.io/dockerconfigjson': ['.dockerconfigjson'],
  'kubernetes.io/ssh-auth': ['ssh-privatekey'],
  'kubernetes.io/tls': ['tls.crt', 'tls.key'],
};

function validateSecret(secret: KubernetesObject): FailureCause[] {
  const data = objectAt(secret, 'data');
  const causes = validateKeys(data, 'data');
  if (sizeOf(data) > maxBytes) causes.push(tooLong('data', maxBytes));
  const type = textAt(secret, 'type');
  const missing = (requiredKeys[type] ?? []).filter((key) => data[key] === undefined);
  causes.push(...missing.map((key) => requiredValue(`data[${key}]`)));
  if (type === 'kubernetes.io/basic-auth' && data['username'] === undefined && data['password'] === undefined) {
    causes.push(requiredValue('data[username]'), requiredValue('data[password]'));
  }
  if (type === 'kubernetes.io/service-account-token') causes.push(...validateTokenSecret(secret));
  if (type.startsWith('kubernetes.io/dockerc'))
    causes.push(...validateDockerConfig(data, requiredKeys[type]?.[0] ?? ''));
  return causes;
}

function validateTokenSecret({ metadata }: KubernetesObject): FailureCause[] {
  const key = 'kubernetes.io/service-account.name';
  return (metadata.annotations?.[key] ?? '') === '' ? [requiredValue(`metadata.annotations[${key}]`)] : [];
}

function validateDockerConfig(data: JsonObject, key: string): FailureCause[] {
  const encoded = data[key];
  if (typeof encoded !== 'string') return [];
  try {
    JSON.parse(Buffer.from(encoded, 'base64').toString('utf8'));
    return [];
  } catch {
    return [invalidValue(`data[${key}]`, '<secret contents redacted>', 'unexpected end of JSON input')];
  }
}
