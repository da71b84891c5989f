import type { KubernetesObject } from '@violet/machinery';
import { describe, expect, it } from 'vitest';
import { builtinKinds } from './builtin-kinds.ts';
import { protobufTypes } from './protobuf.ts';
import { definitionNameOf, schemaOf } from './schemas.ts';

function kind(name: string) {
  const found = builtinKinds().find((candidate) => candidate.kind === name);
  if (found === undefined) throw new Error(`no kind ${name}`);
  return found;
}

function deployment(spec: object): KubernetesObject {
  return { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' }, spec };
}

describe('normal form', () => {
  it('drops members that the type does not have and names them', () => {
    const object = deployment({ replicaz: 1, template: { spec: { containers: [{ name: 'a', imagee: 'x' }] } } });

    expect(kind('Deployment').normalize(object)).toEqual(['spec.replicaz', 'spec.template.spec.containers[0].imagee']);
    expect(object.spec).not.toHaveProperty('replicaz');
  });

  it('refuses a member of the wrong type in the words of the API server', () => {
    expect(() => kind('Deployment').normalize(deployment({ replicas: '3' }))).toThrow(
      'Deployment in version "v1" cannot be handled as a Deployment: json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32',
    );
  });

  it('changes nothing the second time', () => {
    const object = deployment({ replicas: 0, selector: { matchLabels: {} }, template: { spec: { containers: [] } } });
    kind('Deployment').normalize(object);
    kind('Deployment').applyDefaults(object);
    const once = structuredClone(object);

    kind('Deployment').normalize(object);
    kind('Deployment').applyDefaults(object);

    expect(object).toEqual(once);
  });
});

describe('schemas', () => {
  it('are one object for every field of a type, with its name', () => {
    const template = kind('Deployment').schema.properties?.['spec']?.properties?.['template'];

    expect(template).toBe(schemaOf('io.k8s.api.core.v1.PodTemplateSpec'));
    expect(template && definitionNameOf(template)).toBe('io.k8s.api.core.v1.PodTemplateSpec');
  });

  it('keep the name where a field adds attributes', () => {
    const strategy = kind('Deployment').schema.properties?.['spec']?.properties?.['strategy'] ?? {};

    expect(strategy['x-kubernetes-patch-strategy']).toBe('retainKeys');
    expect(definitionNameOf(strategy)).toBe('io.k8s.api.apps.v1.DeploymentStrategy');
  });
});

describe('protobuf tables', () => {
  it('tell text from bytes in maps', () => {
    const secret = protobufTypes['io.k8s.api.core.v1.Secret'];

    expect(secret?.[2]).toEqual({ name: 'data', kind: 'map', valueKind: 'bytes' });
    expect(secret?.[4]).toEqual({ name: 'stringData', kind: 'map', valueKind: 'string' });
  });

  it('lead to the members of embedded messages', () => {
    const handler = protobufTypes['io.k8s.api.core.v1.Probe']?.[1];

    expect(handler).toMatchObject({ kind: 'message', inline: true });
    expect(protobufTypes[handler?.type ?? '']?.[2]?.name).toBe('httpGet');
  });

  it('know nothing of names that are no messages', () => {
    expect(protobufTypes['io.example.Unknown']).toBeUndefined();
  });
});
