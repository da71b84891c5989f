import {
  ClusterRoleBinding,
  type ClusterServiceVersion,
  olmAnnotations,
  olmLabels,
  Role,
  RoleBinding,
  Secret,
  Service,
  type ServicePort,
  type StrategyDeployment,
} from '@violet/api';
import type { Identity, Reader } from '@violet/controller';
import type { Cluster } from '@violet/kube';
import type { Stored } from '@violet/machinery';
import { putObject, putOwned } from '../cluster-service-version/install/put.ts';
import { csvKind, isOwnedBy, managedLabel, ownerLabels, ownerReference, ownersOfKind } from '../ownership/owner.ts';
import { authorityHash, isFresh, type Lifetime, lifetimeOf, servingCertificate } from './certificate.ts';
import { withCertificate } from './mounts.ts';
import { authDelegatorName, authReaderName, hostsOf, secretNameOf, serviceNameOf } from './names.ts';

type Csv = Stored<ClusterServiceVersion>;

export interface CertificateMeans {
  csv: Csv;
  /** Makes the certificates that are needed; each is signed by it. */
  authority: () => Promise<Identity>;
  now: Date;
  actor: Cluster;
  reader: Reader;
}

/** A Deployment whose pods find their certificate, and the authority (PEM) that its clients must trust. */
export interface CertifiedDeployment {
  strategy: StrategyDeployment;
  authority: string;
  lifetime: Lifetime | undefined;
}

/** Makes Service, Secret and the permissions that a Deployment needs to serve APIs or webhooks. */
export async function certifyDeployment(
  strategy: StrategyDeployment,
  ports: readonly ServicePort[],
  means: CertificateMeans,
): Promise<CertifiedDeployment> {
  const service = serviceNameOf(strategy.name);
  await applyService(service, strategy, ports, means);
  const { authority, lifetime } = await ensureSecret(service, means);
  const account = strategy.spec.template.spec?.serviceAccountName || 'default';
  await permitSecret(secretNameOf(service), account, means);
  await permitDelegation(service, account, means);
  const spec = withCertificate(strategy.spec, secretNameOf(service), authorityHash(authority));
  return { strategy: { ...strategy, spec }, authority, lifetime };
}

async function applyService(
  name: string,
  strategy: StrategyDeployment,
  ports: readonly ServicePort[],
  { csv, actor }: CertificateMeans,
): Promise<void> {
  const { namespace = '' } = csv.metadata;
  await actor.resource(Service, namespace).apply(
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, namespace, labels: { ...managedLabel }, ownerReferences: [ownerReference(csv)] },
      spec: { ports, selector: strategy.spec.selector?.matchLabels ?? {} },
    },
    { fieldManager: 'olm.install', force: true },
  );
}

async function ensureSecret(service: string, means: CertificateMeans): Promise<Omit<CertifiedDeployment, 'strategy'>> {
  const { csv, actor, reader, now } = means;
  const { namespace = '' } = csv.metadata;
  const name = secretNameOf(service);
  const hosts = hostsOf(service, namespace);
  const existing = await actor.resource(Secret, namespace).get(name);
  const adoptable = existing === undefined || ownersOfKind(existing, csvKind).length > 0;
  // One without the label is none that OLM watches over: it would be looked for in vain.
  const known = existing?.metadata.labels?.[olmLabels.managed] === 'true' ? existing : undefined;
  if (known !== undefined && isFreshSecret(known, hosts, now)) {
    // Else the Secret would go away with the CSV that made it, from under the one that replaces it.
    if (adoptable && !isOwnedBy(known, csv)) await putOwned(Secret, known, csv, actor, reader);
    return { authority: decode(known.data?.['olmCAKey']), lifetime: lifetimeOf(decode(known.data?.['tls.crt'])) };
  }
  const authority = await means.authority();
  const { certificate, key } = await servingCertificate(authority, hosts, now);
  const data = {
    'tls.crt': encode(certificate),
    'tls.key': encode(key),
    olmCAKey: encode(authority.certificate),
  };
  const annotations = { [olmAnnotations.caHash]: authorityHash(authority.certificate) };
  const ownerReferences = adoptable ? { ownerReferences: [ownerReference(csv)] } : {};
  const metadata = { name, namespace, annotations, labels: { ...managedLabel }, ...ownerReferences };
  const secret: Secret = { apiVersion: 'v1', kind: 'Secret', type: 'kubernetes.io/tls', metadata, data };
  await reader.whenSeen(Secret, await putObject(Secret, secret, actor));
  return { authority: authority.certificate, lifetime: lifetimeOf(certificate) };
}

/** Whether the Secret's certificate can be used for another day. */
export function isFreshSecret({ data }: Secret, hosts: readonly string[], now: Date): boolean {
  return isFresh(decode(data?.['olmCAKey']), decode(data?.['tls.crt']), hosts, now);
}

async function permitSecret(name: string, account: string, { csv, actor, reader }: CertificateMeans): Promise<void> {
  const { namespace = '' } = csv.metadata;
  const metadata = { name, namespace, labels: { ...managedLabel } };
  const rules = [{ verbs: ['get'], apiGroups: [''], resources: ['secrets'], resourceNames: [name] }];
  await putOwned(Role, { apiVersion: RBAC, kind: 'Role', metadata, rules }, csv, actor, reader);
  const binding: RoleBinding = {
    apiVersion: RBAC,
    kind: 'RoleBinding',
    metadata,
    subjects: [subject(account, namespace)],
    roleRef: { apiGroup: RBAC_GROUP, kind: 'Role', name },
  };
  await putOwned(RoleBinding, binding, csv, actor, reader);
}

/** Lets an API server ask the cluster who its callers are and what they may do. */
async function permitDelegation(service: string, account: string, means: CertificateMeans): Promise<void> {
  const { csv, actor, reader } = means;
  const subjects = [subject(account, csv.metadata.namespace ?? '')];
  const delegator = await actor.resource(ClusterRoleBinding).apply(
    {
      apiVersion: RBAC,
      kind: 'ClusterRoleBinding',
      metadata: { name: authDelegatorName(service), labels: { ...managedLabel, ...ownerLabels(csv) } },
      subjects,
      roleRef: { apiGroup: RBAC_GROUP, kind: 'ClusterRole', name: 'system:auth-delegator' },
    },
    { fieldManager: 'olm.install', force: true },
  );
  await reader.whenSeen(ClusterRoleBinding, delegator);
  const authReader = await actor.resource(RoleBinding, 'kube-system').apply(
    {
      apiVersion: RBAC,
      kind: 'RoleBinding',
      metadata: { name: authReaderName(service), namespace: 'kube-system', labels: { ...managedLabel } },
      subjects,
      roleRef: { apiGroup: RBAC_GROUP, kind: 'Role', name: 'extension-apiserver-authentication-reader' },
    },
    { fieldManager: 'olm.install', force: true },
  );
  await reader.whenSeen(RoleBinding, authReader);
}

const RBAC_GROUP = 'rbac.authorization.k8s.io';
const RBAC = `${RBAC_GROUP}/v1`;

function subject(name: string, namespace: string) {
  return { kind: 'ServiceAccount', apiGroup: '', name, namespace };
}

function encode(text: string): string {
  return Buffer.from(text).toString('base64');
}

function decode(data: string | undefined): string {
  return Buffer.from(data ?? '', 'base64').toString();
}
