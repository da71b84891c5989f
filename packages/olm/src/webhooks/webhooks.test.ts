import type { OperatorGroup, WebhookDescription } from '@violet/api';
import { describe, expect, it } from 'vitest';
import { aCrd, aCsv, installModes } from '../testing/a-csv.ts';
import { stored } from '../testing/stored.ts';
import {
  conversionOf,
  conversionProblem,
  crdConversionProblem,
  webhookConfiguration,
  webhookNamespaces,
} from './build.ts';
import { webhooksProblem } from './rules.ts';

function aWebhook(fields: Partial<WebhookDescription> = {}): WebhookDescription {
  return {
    generateName: 'check.example.com',
    type: 'ValidatingAdmissionWebhook',
    deploymentName: 'my.server',
    containerPort: 443,
    sideEffects: 'None',
    admissionReviewVersions: ['v1'],
    ...fields,
  };
}

describe('webhooks that a CSV may have', () => {
  const rule = (apiGroups: string[], resources = ['*']) => aWebhook({ rules: [{ apiGroups, resources }] });
  const admission = 'admissionregistration.k8s.io';
  const guarded =
    'webhook rules cannot include MutatingWebhookConfiguration or ValidatingWebhookConfiguration resources';

  it.each([
    { webhooks: [rule(['example.com'])], problem: undefined },
    { webhooks: [aWebhook(), aWebhook()], problem: 'CSV contains repeated WebhookDescription name' },
    { webhooks: [rule(['*'])], problem: 'webhook rules cannot include all groups' },
    { webhooks: [rule(['operators.coreos.com'])], problem: 'webhook rules cannot include the OLM group' },
    { webhooks: [rule([admission])], problem: guarded },
    { webhooks: [rule([admission], ['MutatingWebhookConfiguration'])], problem: guarded },
    { webhooks: [rule([admission], ['SomeOtherResource'])], problem: undefined },
  ])('$problem', ({ webhooks, problem }) => expect(webhooksProblem(webhooks)).toBe(problem));
});

describe('the configuration of a webhook', () => {
  const csv = stored(aCsv('a.v1', 'ns'));

  it('asks the Service of the Deployment', () => {
    const configuration = webhookConfiguration(csv, aWebhook({ webhookPath: '/x' }), undefined, 'Q0E=');
    expect(configuration).toEqual({
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingWebhookConfiguration',
      metadata: {
        generateName: 'check.example.com-',
        labels: {
          'olm.managed': 'true',
          'olm.owner': 'a.v1',
          'olm.owner.kind': 'ClusterServiceVersion',
          'olm.owner.namespace': 'ns',
          'olm.webhook-description-generate-name': 'check.example.com',
          'olm.webhook-description-hash': expect.any(String),
        },
      },
      webhooks: [
        {
          name: 'check.example.com',
          clientConfig: {
            service: { name: 'my-server-service', namespace: 'ns', path: '/x', port: 443 },
            caBundle: 'Q0E=',
          },
          sideEffects: 'None',
          admissionReviewVersions: ['v1'],
        },
      ],
    });
  });

  it('has what only mutating webhooks have, there alone', () => {
    const again = { reinvocationPolicy: 'IfNeeded' };
    const mutating = aWebhook({ ...again, type: 'MutatingAdmissionWebhook' });
    expect(webhookConfiguration(csv, mutating, undefined, '').webhooks?.[0]).toMatchObject(again);
    expect(webhookConfiguration(csv, aWebhook(again), undefined, '').webhooks?.[0]).not.toHaveProperty(
      'reinvocationPolicy',
    );
  });

  it.each<{ spec: OperatorGroup['spec'] & object; selector: unknown }>([
    { spec: {}, selector: undefined },
    { spec: { selector: { matchLabels: { a: 'b' } } }, selector: { matchLabels: { a: 'b' } } },
    { spec: { targetNamespaces: ['x'] }, selector: { matchLabels: { 'olm.operatorgroup.uid/uid-g': '' } } },
  ])('sees the namespaces of the group: $spec', ({ spec, selector }) => {
    const group = stored<OperatorGroup>({ apiVersion: '', kind: '', metadata: { name: 'g' }, spec });
    expect(webhookNamespaces(group)).toEqual(selector);
  });
});

describe('conversion by an operator', () => {
  const conversion = aWebhook({ type: 'ConversionWebhook', conversionCRDs: ['widgets.example.com'] });
  const owned = [{ name: 'widgets.example.com', version: 'v1', kind: 'Widget' }];
  const csv = (fields = {}) => stored(aCsv('a.v1', 'ns', { installModes: installModes('AllNamespaces'), ...fields }));

  it.each([
    { of: csv(), webhook: conversion, problem: undefined },
    {
      of: csv({ installModes: installModes('AllNamespaces', 'OwnNamespace') }),
      webhook: conversion,
      problem: 'unable to manage conversion webhook: CSVs with conversion webhooks must support only AllNamespaces',
    },
    {
      of: csv(),
      webhook: aWebhook({ type: 'ConversionWebhook' }),
      problem: 'unable to manager conversion webhook: conversion webhook must have at least one CRD specified',
    },
  ])('is refused: $problem', ({ of, webhook, problem }) => expect(conversionProblem(of, webhook)).toBe(problem));

  it('is for CRDs of its own that keep no unknown fields', () => {
    const crd = stored(aCrd());
    const own = csv({ customresourcedefinitions: { owned } });
    expect(crdConversionProblem(own, crd)).toBeUndefined();
    expect(crdConversionProblem(csv(), crd)).toBe('csv a.v1 does not own CRD widgets.example.com');
    expect(crdConversionProblem(own, { ...crd, spec: { ...crd.spec, preserveUnknownFields: true } })).toBe(
      'crd.Spec.PreserveUnknownFields must be false to let API Server call webhook to do the conversion',
    );
  });

  it('asks the Service of the Deployment', () => {
    expect(conversionOf('ns', conversion, 'Q0E=')).toEqual({
      strategy: 'Webhook',
      webhook: {
        clientConfig: {
          service: { name: 'my-server-service', namespace: 'ns', path: '/', port: 443 },
          caBundle: 'Q0E=',
        },
        conversionReviewVersions: ['v1'],
      },
    });
  });
});
