// Which kinds Kubernetes gives up, since which minor release of v1, when they are gone, and where they are now: facts of its
// API. One line for each: version, deprecated in, gone in, version instead, kinds (kind=other where its name is new).
const table = `
admissionregistration.k8s.io/v1alpha1 35 38 - MutatingAdmissionPolicy MutatingAdmissionPolicyBinding
admissionregistration.k8s.io/v1alpha1 29 32 - ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding
admissionregistration.k8s.io/v1beta1 37 40 admissionregistration.k8s.io/v1 MutatingAdmissionPolicy MutatingAdmissionPolicyBinding
admissionregistration.k8s.io/v1beta1 16 22 admissionregistration.k8s.io/v1 MutatingWebhookConfiguration ValidatingWebhookConfiguration
admissionregistration.k8s.io/v1beta1 31 34 - ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding
apps/v1beta1 8 16 apps/v1 ControllerRevision Deployment DeploymentRollback StatefulSet
apps/v1beta1 8 16 autoscaling/v1 Scale
apps/v1beta2 9 16 apps/v1 ControllerRevision DaemonSet Deployment ReplicaSet StatefulSet
apps/v1beta2 9 16 autoscaling/v1 Scale
authentication.k8s.io/v1alpha1 29 32 - SelfSubjectReview
authentication.k8s.io/v1beta1 30 33 - SelfSubjectReview
authentication.k8s.io/v1beta1 19 22 authentication.k8s.io/v1 TokenReview
authorization.k8s.io/v1beta1 19 22 authorization.k8s.io/v1 LocalSubjectAccessReview SelfSubjectAccessReview SelfSubjectRulesReview SubjectAccessReview
batch/v1beta1 21 25 batch/v1 CronJob
certificates.k8s.io/v1alpha1 34 37 - ClusterTrustBundle
certificates.k8s.io/v1beta1 19 22 certificates.k8s.io/v1 CertificateSigningRequest
certificates.k8s.io/v1beta1 37 40 certificates.k8s.io/v1 ClusterTrustBundle PodCertificateRequest
coordination.k8s.io/v1alpha2 35 38 - LeaseCandidate
coordination.k8s.io/v1beta1 19 22 coordination.k8s.io/v1 Lease
coordination.k8s.io/v1beta1 36 39 - LeaseCandidate
discovery.k8s.io/v1beta1 21 25 discovery.k8s.io/v1 EndpointSlice EndpointSliceList=EndpointSlice
events.k8s.io/v1beta1 22 25 - Event
extensions/v1beta1 8 16 apps/v1 DaemonSet Deployment ReplicaSet
extensions/v1beta1 8 16 - DeploymentRollback
extensions/v1beta1 14 22 networking.k8s.io/v1 Ingress
extensions/v1beta1 9 16 networking.k8s.io/v1 NetworkPolicy
extensions/v1beta1 2 16 - Scale
flowcontrol.apiserver.k8s.io/v1beta1 23 26 flowcontrol.apiserver.k8s.io/v1beta3 FlowSchema PriorityLevelConfiguration
flowcontrol.apiserver.k8s.io/v1beta2 26 29 flowcontrol.apiserver.k8s.io/v1beta3 FlowSchema PriorityLevelConfiguration
flowcontrol.apiserver.k8s.io/v1beta3 29 32 flowcontrol.apiserver.k8s.io/v1 FlowSchema PriorityLevelConfiguration
lifecycle.k8s.io/v1alpha1 40 43 - Eviction EvictionRequest
networking.k8s.io/v1beta1 34 37 - IPAddress ServiceCIDR
networking.k8s.io/v1beta1 19 22 networking.k8s.io/v1 Ingress IngressClass=IngressClassList IngressClassList
node.k8s.io/v1beta1 22 25 - RuntimeClass
policy/v1beta1 22 25 - Eviction
policy/v1beta1 21 25 policy/v1 PodDisruptionBudget
rbac.authorization.k8s.io/v1beta1 17 22 rbac.authorization.k8s.io/v1 ClusterRole ClusterRoleBinding Role RoleBinding
resource.k8s.io/v1alpha3 36 39 - DeviceTaintRule
resource.k8s.io/v1alpha3 39 42 - ResourcePoolStatusRequest
resource.k8s.io/v1beta1 35 38 - DeviceClass ResourceClaim ResourceClaimTemplate ResourceSlice
resource.k8s.io/v1beta2 36 39 - DeviceClass ResourceClaim ResourceClaimTemplate ResourceSlice
resource.k8s.io/v1beta2 39 42 - DeviceTaintRule
scheduling.k8s.io/v1beta1 40 43 - PodGroup Workload
scheduling.k8s.io/v1beta1 14 22 scheduling.k8s.io/v1 PriorityClass
storage.k8s.io/v1alpha1 21 24 storage.k8s.io/v1beta1 CSIStorageCapacity
storage.k8s.io/v1alpha1 21 24 storage.k8s.io/v1 VolumeAttachment
storage.k8s.io/v1alpha1 32 35 storage.k8s.io/v1 VolumeAttributesClass
storage.k8s.io/v1beta1 19 22 storage.k8s.io/v1 CSIDriver StorageClass VolumeAttachment
storage.k8s.io/v1beta1 17 22 storage.k8s.io/v1 CSINode CSINodeList=CSINode
storage.k8s.io/v1beta1 24 27 storage.k8s.io/v1 CSIStorageCapacity
storage.k8s.io/v1beta1 34 37 storage.k8s.io/v1 VolumeAttributesClass
storagemigration.k8s.io/v1beta1 37 40 storagemigration.k8s.io/v1 StorageVersionMigration
v1 19 - - ComponentStatus
v1 33 - discovery.k8s.io/v1 Endpoints=EndpointSlice
`;

export interface Deprecation {
  /** Minor release of Kubernetes v1. */
  since: number;
  /** Undefined while it stays. */
  removed: number | undefined;
  /** `apps/v1 Deployment`, or empty. */
  replacement: string;
}

let known: ReadonlyMap<string, Deprecation> | undefined;

/** Undefined for a kind that is not deprecated, or not one of Kubernetes. */
export function deprecationOf(apiVersion: string, kind: string): Deprecation | undefined {
  known ??= readTable();
  return known.get(`${apiVersion} ${kind}`);
}

/** A list of a kind goes with it, unless the table says otherwise. */
function readTable(): ReadonlyMap<string, Deprecation> {
  const kinds = new Map<string, Deprecation>();
  const lists = new Map<string, Deprecation>();
  for (const line of table.trim().split('\n')) {
    const [apiVersion = '', since, removed, instead = '-', ...entries] = line.split(' ');
    const common = { since: Number(since), removed: removed === '-' ? undefined : Number(removed) };
    for (const entry of entries) {
      const [kind = '', name = kind] = entry.split('=');
      const replacement = instead === '-' ? '' : `${instead} ${name}`;
      kinds.set(`${apiVersion} ${kind}`, { ...common, replacement });
      lists.set(`${apiVersion} ${kind}List`, {
        ...common,
        replacement: replacement === '' ? '' : `${replacement}List`,
      });
    }
  }
  return new Map([...lists, ...kinds]);
}
