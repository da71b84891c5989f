import type { Target, WriteOptions } from '@violet/apiserver';
import { cloneJson, Failure, type KubernetesObject } from '@violet/machinery';
import type { Kind } from './kind.ts';

/**
 * A copy of what the client sent, checked to be of the target's kind and place, without fields that the kind does not
 * know: these are an error or a warning, as the client wishes.
 */
export function decode(
  kind: Kind,
  target: Target,
  body: KubernetesObject,
  options: WriteOptions,
  warnings: string[],
): KubernetesObject {
  const object = cloneJson(body);
  checkType(kind, object);
  checkPlace(target, object);
  warnings.push(...dropUnknownFields(kind, object, options));
  return object;
}

function checkType(kind: Kind, object: KubernetesObject): void {
  const { version, kind: name } = kind.served;
  if (object.apiVersion === '') object.apiVersion = kind.apiVersion;
  if (object.kind === '') object.kind = name;
  if (object.apiVersion !== kind.apiVersion) {
    throw new Failure(
      'BadRequest',
      `the API version in the data (${object.apiVersion}) does not match the expected API version (${kind.apiVersion})`,
    );
  }
  if (object.kind !== name) {
    throw new Failure(
      'BadRequest',
      `${object.kind} in version ${JSON.stringify(version)} cannot be handled as a ${name}: the kind does not match the resource`,
    );
  }
}

function checkPlace(target: Target, object: KubernetesObject): void {
  const { metadata } = object;
  if (target.namespace !== undefined) {
    if (metadata.namespace !== undefined && metadata.namespace !== '' && metadata.namespace !== target.namespace) {
      throw new Failure(
        'BadRequest',
        'the namespace of the provided object does not match the namespace sent on the request',
      );
    }
    metadata.namespace = target.namespace;
  } else {
    delete metadata.namespace;
  }
  if (target.name === undefined) return;
  if (metadata.name !== undefined && metadata.name !== '' && metadata.name !== target.name) {
    throw new Failure(
      'BadRequest',
      `the name of the object (${metadata.name}) does not match the name on the URL (${target.name})`,
    );
  }
  metadata.name = target.name;
}

function dropUnknownFields(kind: Kind, object: KubernetesObject, options: WriteOptions): string[] {
  const unknown = kind.served.normalize(object).map((path) => `unknown field ${JSON.stringify(path)}`);
  if (unknown.length === 0 || options.fieldValidation === 'Ignore') return [];
  if (options.fieldValidation === 'Warn') return unknown;
  const { kind: name, version } = kind.served;
  const problems = unknown.join(', ');
  throw new Failure(
    'BadRequest',
    `${name} in version ${JSON.stringify(version)} cannot be handled as a ${name}: strict decoding error: ${problems}`,
  );
}
