import type { Column } from '@violet/apiserver';
import { autoscalerColumns, autoscalerV1Columns } from './autoscaling.ts';
import { plainColumns } from './cells.ts';
import * as core from './core.ts';
import * as network from './network.ts';
import { nodeColumns } from './nodes.ts';
import { podColumns, podTemplateColumns } from './pods.ts';
import * as policy from './policy.ts';
import * as storage from './storage.ts';
import * as workloads from './workloads.ts';

const columnsOfKinds: Readonly<Record<string, Column[]>> = {
  'v1/ComponentStatus': core.componentStatusColumns,
  'v1/ConfigMap': core.configMapColumns,
  'v1/Endpoints': network.endpointsColumns,
  'v1/Event': core.eventColumns,
  'v1/Namespace': core.namespaceColumns,
  'v1/Node': nodeColumns,
  'v1/PersistentVolume': storage.persistentVolumeColumns,
  'v1/PersistentVolumeClaim': storage.persistentVolumeClaimColumns,
  'v1/Pod': podColumns,
  'v1/PodTemplate': podTemplateColumns,
  'v1/ReplicationController': workloads.replicationControllerColumns,
  'v1/ResourceQuota': core.resourceQuotaColumns,
  'v1/Secret': core.secretColumns,
  'v1/Service': network.serviceColumns,
  'v1/ServiceAccount': core.serviceAccountColumns,
  'admissionregistration.k8s.io/v1/MutatingWebhookConfiguration': policy.webhookConfigurationColumns,
  'admissionregistration.k8s.io/v1/ValidatingAdmissionPolicy': policy.admissionPolicyColumns,
  'admissionregistration.k8s.io/v1/ValidatingAdmissionPolicyBinding': policy.admissionPolicyBindingColumns,
  'admissionregistration.k8s.io/v1/ValidatingWebhookConfiguration': policy.webhookConfigurationColumns,
  'apiregistration.k8s.io/v1/APIService': policy.apiServiceColumns,
  'apps/v1/ControllerRevision': workloads.controllerRevisionColumns,
  'apps/v1/DaemonSet': workloads.daemonSetColumns,
  'apps/v1/Deployment': workloads.deploymentColumns,
  'apps/v1/ReplicaSet': workloads.replicaSetColumns,
  'apps/v1/StatefulSet': workloads.statefulSetColumns,
  'autoscaling/v1/HorizontalPodAutoscaler': autoscalerV1Columns,
  'autoscaling/v2/HorizontalPodAutoscaler': autoscalerColumns,
  'batch/v1/CronJob': workloads.cronJobColumns,
  'batch/v1/Job': workloads.jobColumns,
  'certificates.k8s.io/v1/CertificateSigningRequest': policy.certificateSigningRequestColumns,
  'coordination.k8s.io/v1/Lease': core.leaseColumns,
  'discovery.k8s.io/v1/EndpointSlice': network.endpointSliceColumns,
  'events.k8s.io/v1/Event': core.eventColumns,
  'networking.k8s.io/v1/IPAddress': network.ipAddressColumns,
  'networking.k8s.io/v1/Ingress': network.ingressColumns,
  'networking.k8s.io/v1/IngressClass': network.ingressClassColumns,
  'networking.k8s.io/v1/NetworkPolicy': network.networkPolicyColumns,
  'networking.k8s.io/v1/ServiceCIDR': network.serviceCidrColumns,
  'node.k8s.io/v1/RuntimeClass': core.runtimeClassColumns,
  'policy/v1/PodDisruptionBudget': policy.disruptionBudgetColumns,
  'rbac.authorization.k8s.io/v1/ClusterRoleBinding': policy.roleBindingColumns,
  'rbac.authorization.k8s.io/v1/RoleBinding': policy.roleBindingColumns,
  'scheduling.k8s.io/v1/PriorityClass': core.priorityClassColumns,
  'storage.k8s.io/v1/CSIDriver': storage.csiDriverColumns,
  'storage.k8s.io/v1/CSINode': storage.csiNodeColumns,
  'storage.k8s.io/v1/CSIStorageCapacity': storage.csiStorageCapacityColumns,
  'storage.k8s.io/v1/StorageClass': storage.storageClassColumns,
  'storage.k8s.io/v1/VolumeAttachment': storage.volumeAttachmentColumns,
  'storage.k8s.io/v1/VolumeAttributesClass': storage.volumeAttributesClassColumns,
};

/** The columns of `kubectl get` for a kind: those of upstream's own printers, or name and creation. */
export function columnsOf(apiVersion: string, kind: string): Column[] {
  return columnsOfKinds[`${apiVersion}/${kind}`] ?? plainColumns;
}
