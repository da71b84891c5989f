import {
  type AdmissionWebhook,
  type ClusterServiceVersion,
  type CustomResourceConversion,
  type CustomResourceDefinition,
  type OperatorGroup,
  olmLabels,
  operatorGroupLabelPrefix,
  type WebhookConfiguration,
  type WebhookDescription,
} from '@violet/api';
import type { LabelSelectorObject, Stored } from '@violet/machinery';
import { portOf } from '../certificates/resources.ts';
import { deepHash } from '../go-json/hash.ts';
import { managedLabel, ownerLabels } from '../ownership/owner.ts';

/** Which namespaces an admission webhook of a group's operator sees; undefined is all of them. */
export function webhookNamespaces({ metadata, spec }: Stored<OperatorGroup>): LabelSelectorObject | undefined {
  if ((spec?.targetNamespaces ?? []).length === 0) return spec?.selector;
  return { matchLabels: { [operatorGroupLabelPrefix + metadata.uid]: '' } };
}

/** The labels by which the configuration of a webhook is found again. */
export function webhookLabels(csv: ClusterServiceVersion, webhook: WebhookDescription): Record<string, string> {
  return {
    ...ownerLabels(csv),
    ...managedLabel,
    [olmLabels.webhookName]: webhook.generateName,
    [olmLabels.webhookHash]: deepHash('WebhookDescription', webhook),
  };
}

/** The configuration of an admission webhook; `caBundle` in base64. */
export function webhookConfiguration(
  csv: Stored<ClusterServiceVersion>,
  webhook: WebhookDescription,
  namespaceSelector: LabelSelectorObject | undefined,
  caBundle: string,
): WebhookConfiguration {
  const kind = webhook.type === 'MutatingAdmissionWebhook' ? 'Mutating' : 'Validating';
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: `${kind}WebhookConfiguration`,
    metadata: { generateName: `${webhook.generateName}-`, labels: webhookLabels(csv, webhook) },
    webhooks: [admissionWebhook(csv.metadata.namespace ?? '', webhook, namespaceSelector, caBundle)],
  };
}

function admissionWebhook(
  namespace: string,
  webhook: WebhookDescription,
  namespaceSelector: LabelSelectorObject | undefined,
  caBundle: string,
): AdmissionWebhook {
  const { rules, failurePolicy, matchPolicy, objectSelector, timeoutSeconds, reinvocationPolicy } = webhook;
  const mutating = webhook.type === 'MutatingAdmissionWebhook';
  return {
    name: webhook.generateName,
    clientConfig: { service: serviceOf(namespace, webhook), caBundle },
    sideEffects: webhook.sideEffects,
    admissionReviewVersions: webhook.admissionReviewVersions,
    ...(rules === undefined ? {} : { rules }),
    ...(failurePolicy === undefined ? {} : { failurePolicy }),
    ...(matchPolicy === undefined ? {} : { matchPolicy }),
    ...(namespaceSelector === undefined ? {} : { namespaceSelector }),
    ...(objectSelector === undefined ? {} : { objectSelector }),
    ...(timeoutSeconds === undefined ? {} : { timeoutSeconds }),
    ...(mutating && reinvocationPolicy !== undefined ? { reinvocationPolicy } : {}),
  };
}

function serviceOf(namespace: string, webhook: WebhookDescription) {
  // A Service's name is a DNS label: dots of the Deployment's name become hyphens.
  const name = `${(webhook.deploymentName ?? '').replaceAll('.', '-')}-service`;
  const { webhookPath } = webhook;
  return { name, namespace, port: portOf(webhook), ...(webhookPath === undefined ? {} : { path: webhookPath }) };
}

/** How a CRD asks the operator to convert its objects; `caBundle` in base64. */
export function conversionOf(
  namespace: string,
  webhook: WebhookDescription,
  caBundle: string,
): CustomResourceConversion {
  const service = { ...serviceOf(namespace, webhook), path: webhook.webhookPath ?? '/' };
  return {
    strategy: 'Webhook',
    webhook: { clientConfig: { service, caBundle }, conversionReviewVersions: webhook.admissionReviewVersions },
  };
}

/** Why a CSV may not convert the objects of its CRDs at all. */
export function conversionProblem({ spec }: ClusterServiceVersion, webhook: WebhookDescription): string | undefined {
  const modes = spec.installModes ?? [];
  const singleton = modes.every(({ type, supported }) => (type === 'AllNamespaces') === supported);
  if (!singleton)
    return 'unable to manage conversion webhook: CSVs with conversion webhooks must support only AllNamespaces';
  return (webhook.conversionCRDs ?? []).length === 0
    ? 'unable to manager conversion webhook: conversion webhook must have at least one CRD specified'
    : undefined;
}

/** Why a CSV may not convert the objects of this CRD. */
export function crdConversionProblem(
  { metadata, spec }: Stored<ClusterServiceVersion>,
  crd: Stored<CustomResourceDefinition>,
): string | undefined {
  const { name } = crd.metadata;
  if (!(spec.customresourcedefinitions?.owned ?? []).some((owned) => owned.name === name))
    return `csv ${metadata.name} does not own CRD ${name}`;
  return crd.spec.preserveUnknownFields === true
    ? 'crd.Spec.PreserveUnknownFields must be false to let API Server call webhook to do the conversion'
    : undefined;
}
