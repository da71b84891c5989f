import { cloneJson, jsonEqual, type KubernetesObject } from '@violet/machinery';
import { templateGeneration } from '../defaults/apps.ts';
import { setEmpty, structIn } from '../defaults/set.ts';
import { at, objectsAt, textAt, textsAt } from '../read.ts';
import { generateJobSelector } from './job-selector.ts';
import { qosClass } from './qos-class.ts';
import { keepAllocations } from './service-allocations.ts';
import type { Strategy } from './strategy.ts';

const bySpec: Strategy = { generation: ['spec'] };
const byWebhooks: Strategy = { generation: ['webhooks'] };

const strategies: Readonly<Record<string, Strategy>> = {
  'v1/Namespace': { create: addKubernetesFinalizer, update: keepFinalizers },
  'v1/Node': { keepsStatusAtCreation: true },
  'v1/Pod': { ...bySpec, metadataKeptByStatus: ['ownerReferences'], create: startPod },
  'v1/PodTemplate': { generation: ['template'] },
  'v1/ReplicationController': bySpec,
  'v1/Secret': { update: (secret, old) => setEmpty(secret as never, 'type', textAt(old, 'type')) },
  'v1/Service': { update: keepAllocations },
  'apps/v1/DaemonSet': { ...bySpec, create: startTemplateGeneration, update: countTemplateGeneration },
  'apps/v1/Deployment': { generation: ['spec', 'metadata.annotations'], metadataKeptByStatus: ['labels'] },
  'apps/v1/ReplicaSet': bySpec,
  'apps/v1/StatefulSet': bySpec,
  'batch/v1/CronJob': bySpec,
  'batch/v1/Job': { ...bySpec, create: generateJobSelector },
  'networking.k8s.io/v1/Ingress': bySpec,
  'networking.k8s.io/v1/IngressClass': bySpec,
  'networking.k8s.io/v1/NetworkPolicy': bySpec,
  'policy/v1/PodDisruptionBudget': bySpec,
  'discovery.k8s.io/v1/EndpointSlice': { generation: ['addressType', 'endpoints', 'ports', 'metadata.labels'] },
  'scheduling.k8s.io/v1/PriorityClass': { generation: [] },
  'admissionregistration.k8s.io/v1/MutatingWebhookConfiguration': byWebhooks,
  'admissionregistration.k8s.io/v1/ValidatingWebhookConfiguration': byWebhooks,
  'admissionregistration.k8s.io/v1/ValidatingAdmissionPolicy': bySpec,
  'admissionregistration.k8s.io/v1/ValidatingAdmissionPolicyBinding': bySpec,
  'apiextensions.k8s.io/v1/CustomResourceDefinition': {
    ...bySpec,
    metadataKeptByStatus: ['labels', 'annotations', 'ownerReferences', 'finalizers'],
    create: addStorageVersion,
    update: addStorageVersion,
  },
  'certificates.k8s.io/v1/CertificateSigningRequest': { update: keepSpec },
};

const plain: Strategy = {};

export function strategyOf(apiVersion: string, kind: string): Strategy {
  return strategies[`${apiVersion}/${kind}`] ?? plain;
}

function addKubernetesFinalizer(namespace: KubernetesObject): void {
  const spec = structIn(namespace as never, 'spec');
  const finalizers = textsAt(spec, 'finalizers');
  if (!finalizers.includes('kubernetes')) spec['finalizers'] = [...finalizers, 'kubernetes'];
}

/** Only the `finalize` subresource changes them. */
function keepFinalizers(namespace: KubernetesObject, old: KubernetesObject): void {
  structIn(namespace as never, 'spec')['finalizers'] = textsAt(old, 'spec.finalizers');
}

function keepSpec(object: KubernetesObject, old: KubernetesObject): void {
  object.spec = cloneJson(old.spec);
}

function startPod(pod: KubernetesObject): void {
  const status = structIn(pod as never, 'status');
  status['phase'] = 'Pending';
  status['qosClass'] = qosClass(pod);
}

function startTemplateGeneration({ metadata }: KubernetesObject): void {
  metadata.annotations = { ...metadata.annotations, [templateGeneration]: '1' };
}

function countTemplateGeneration(daemonSet: KubernetesObject, old: KubernetesObject): void {
  const before = Number(old.metadata.annotations?.[templateGeneration] ?? '0');
  const changed = !jsonEqual(at(daemonSet, 'spec.template'), at(old, 'spec.template'));
  const { metadata } = daemonSet;
  metadata.annotations = { ...metadata.annotations, [templateGeneration]: String(changed ? before + 1 : before) };
}

function addStorageVersion(definition: KubernetesObject): void {
  const version = objectsAt(definition, 'spec.versions').find((candidate) => candidate['storage'] === true);
  if (version === undefined) return;
  const status = structIn(definition as never, 'status');
  const stored = textsAt(status, 'storedVersions');
  const name = textAt(version, 'name');
  if (!stored.includes(name)) status['storedVersions'] = [...stored, name];
}
