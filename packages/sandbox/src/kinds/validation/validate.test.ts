import { expect, it } from 'vitest';
import { validateObject } from './validate.ts';

const refusal =
  'metadata.finalizers[0]: Invalid value: "hold": name is neither a standard finalizer name nor is it fully qualified';

it.each([
  [
    ['Ingress', 'Sideways'],
    ['spec.policyTypes[1]: Unsupported value: "Sideways": supported values: "Ingress", "Egress"'],
  ],
  [['Egress', 'Ingress'], []],
  [
    ['Ingress', 'Egress', 'Egress'],
    ['spec.policyTypes: Invalid value: ["Ingress","Egress","Egress"]: may not specify more than two policyTypes'],
  ],
])('a network policy of the types %j', (policyTypes, expected) => {
  const object = {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'x', namespace: 'ns' },
    spec: { podSelector: {}, policyTypes },
  };

  const causes = validateObject(object.apiVersion, { kind: object.kind, namespaced: true }, object);

  expect(causes.map(({ field, message }) => `${field}: ${message}`)).toEqual(expected);
});

it.each([
  ['at a creation', 'ConfigMap', 'hold', undefined, [refusal]],
  ['at an update of a kind that is checked whole', 'ConfigMap', 'hold', {}, [refusal]],
  ['at no update of another kind', 'Endpoints', 'hold', {}, []],
  ['not when it is standard', 'ConfigMap', 'foregroundDeletion', undefined, []],
  ['not when it says whose it is', 'ConfigMap', 'example.com/hold', undefined, []],
])('refuses a finalizer without a domain %s', (_, kind, finalizer, old, expected) => {
  const metadata = { name: 'x', namespace: 'ns', resourceVersion: '1' };
  const object = { apiVersion: 'v1', kind, metadata: { ...metadata, finalizers: [finalizer] } };
  const before = old === undefined ? undefined : { apiVersion: 'v1', kind, metadata };

  const causes = validateObject('v1', { kind, namespaced: true }, object, before);

  expect(causes.map(({ field, message }) => `${field}: ${message}`)).toEqual(expected);
});
