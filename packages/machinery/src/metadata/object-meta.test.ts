import { describe, expect, it } from 'vitest';
import { printCauses } from '../field-error.ts';
import { generateName, validateObjectMeta, validateObjectMetaUpdate } from './object-meta.ts';

const subdomain =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

describe('metadata at a create', () => {
  it.each([
    [{ name: 'web-1.example' }],
    [
      {
        name: 'a',
        labels: { 'cpaas.io/module-name': 'web-cli', empty: '' },
        annotations: { 'Example.COM/Any': 'thing\n' },
      },
    ],
    [{ name: 'a', labels: null, ownerReferences: null }],
  ])('%j is good', (meta) => {
    expect(validateObjectMeta(meta, { namespaced: false })).toEqual([]);
  });

  it.each<[string, object, boolean, string]>([
    ['no name', {}, false, 'metadata.name: Required value: name or generateName is required'],
    ['a bad name', { name: 'Bad_Name' }, false, `metadata.name: Invalid value: "Bad_Name": ${subdomain}`],
    [
      'a long name',
      { name: 'a'.repeat(254) },
      false,
      `metadata.name: Invalid value: "${'a'.repeat(254)}": must be no more than 253 characters`,
    ],
    ['no namespace', { name: 'a' }, true, 'metadata.namespace: Required value'],
    [
      'a needless namespace',
      { name: 'a', namespace: 'x' },
      false,
      'metadata.namespace: Forbidden: not allowed on this type',
    ],
    [
      'a dotted namespace',
      { name: 'a', namespace: 'a.b' },
      true,
      'metadata.namespace: Invalid value: "a.b": must not contain dots',
    ],
    [
      'a label without a name',
      { name: 'a', labels: { 'x/': '1' } },
      false,
      `[metadata.labels: Invalid value: "x/": name part must be non-empty, metadata.labels: Invalid value: "x/": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')]`,
    ],
    [
      'huge annotations',
      { name: 'a', annotations: { x: 'y'.repeat(262_145) } },
      false,
      'metadata.annotations: Too long: may not be more than 262144 bytes',
    ],
    [
      'a bad finalizer',
      { name: 'a', finalizers: ['a/b/c'] },
      false,
      `metadata.finalizers: Invalid value: "a/b/c": a qualified name must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]') with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ],
    [
      'two ways of deletion',
      { name: 'a', finalizers: ['orphan', 'foregroundDeletion'] },
      false,
      'metadata.finalizers: Invalid value: ["orphan","foregroundDeletion"]: finalizer orphan and foregroundDeletion cannot be both set',
    ],
    [
      'an owner without uid',
      { name: 'a', ownerReferences: [{ apiVersion: 'v1', kind: 'Pod', name: 'p' }] },
      false,
      'metadata.ownerReferences.uid: Invalid value: "": must not be empty',
    ],
    [
      'a negative generation',
      { name: 'a', generation: -1 },
      false,
      'metadata.generation: Invalid value: -1: must be greater than or equal to 0',
    ],
    [
      'labels of another type',
      { name: 'a', labels: { x: 1 } },
      false,
      'metadata.labels: Invalid value: {"x":1}: must be of type map[string]string',
    ],
    ['a name of another type', { name: 5 }, false, 'metadata.name: Invalid value: 5: must be of type string'],
  ])('is refused with %s', (_name, meta, namespaced, message) => {
    expect(printCauses(validateObjectMeta(meta, { namespaced }))).toBe(message);
  });

  it('tells two controllers', () => {
    const owner = { apiVersion: 'v1', kind: 'Pod', name: 'p', uid: 'u', controller: true };
    const causes = validateObjectMeta(
      { name: 'a', ownerReferences: [owner, { ...owner, name: 'q' }] },
      { namespaced: false },
    );

    expect(causes[0]?.message).toMatch(/Found "true" in references for Pod\/p and Pod\/q$/);
  });

  it('judges a generated name by its prefix', () => {
    expect(validateObjectMeta({ generateName: 'web-', name: 'web-x' }, { namespaced: false })).toEqual([]);
  });
});

describe('metadata at an update', () => {
  const old = { name: 'a', uid: 'u', resourceVersion: '5', generation: 2, finalizers: ['x/y'] };

  it('may change labels and finalizers', () => {
    expect(validateObjectMetaUpdate({ ...old, labels: { a: 'b' }, finalizers: [] }, old)).toEqual([]);
  });

  it.each<[string, object, object, string]>([
    ['the name', { ...old, name: 'b' }, old, 'metadata.name: Invalid value: "b": field is immutable'],
    ['the uid', { ...old, uid: 'v' }, old, 'metadata.uid: Invalid value: "v": field is immutable'],
    [
      'nothing, without a resourceVersion',
      { ...old, resourceVersion: '' },
      old,
      'metadata.resourceVersion: Invalid value: "": must be specified for an update',
    ],
    [
      'the generation downwards',
      { ...old, generation: 1 },
      old,
      'metadata.generation: Invalid value: 1: must not be decremented',
    ],
    [
      'the finalizers of a dying object',
      { ...old, deletionTimestamp: '2026-01-01T00:00:00Z', finalizers: ['x/y', 'new/one'] },
      { ...old, deletionTimestamp: '2026-01-01T00:00:00Z' },
      'metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{"new/one"}',
    ],
  ])('may not change %s', (_name, meta, before, message) => {
    expect(printCauses(validateObjectMetaUpdate(meta, before))).toBe(message);
  });
});

describe('generateName', () => {
  it('adds five letters that cannot form words', () => {
    expect(generateName('web-', () => 0.5)).toBe('web-rrrrr');
  });

  it('leaves room for them', () => {
    expect(generateName('x'.repeat(80), () => 0)).toHaveLength(63);
  });
});
