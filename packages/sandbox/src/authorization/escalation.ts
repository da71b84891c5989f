import type { UserInfo } from '@violet/apiserver';
import {
  Failure,
  jsonEqual,
  type KubernetesObject,
  type PolicyRule,
  printRules,
  printStrings,
  uncoveredRules,
} from '@violet/machinery';
import type { AdmissionPlugin, AdmissionRequest } from '../admission/admission.ts';
import type { Authorizer } from './authorizer.ts';

type Role = KubernetesObject & { rules?: PolicyRule[]; aggregationRule?: { clusterRoleSelectors?: unknown[] } };
type Binding = KubernetesObject & { roleRef: { kind: string; name: string } };

const group = 'rbac.authorization.k8s.io';
const everything: PolicyRule[] = [
  { verbs: ['*'], apiGroups: ['*'], resources: ['*'] },
  { verbs: ['*'], nonResourceURLs: ['*'] },
];

/** Nobody gives away what he does not have: neither in a role nor by binding one. */
export function noEscalation(authorizer: Authorizer): AdmissionPlugin {
  return {
    validate(request) {
      const { kind, object, oldObject, context } = request;
      if (object === undefined || kind.served.group !== group || request.target.subresource !== undefined) return;
      if (context.user.groups.includes('system:masters') || onlyLetsGo(object, oldObject)) return;
      if (kind.served.kind.endsWith('Binding')) checkBinding(authorizer, request, object as Binding);
      else checkRole(authorizer, request, object as Role, oldObject as Role | undefined);
    },
  };
}

/** What the garbage collector changes. */
function onlyLetsGo(object: KubernetesObject, old: KubernetesObject | undefined): boolean {
  if (old === undefined) return false;
  const bare = ({ metadata, ...rest }: KubernetesObject) => {
    const { ownerReferences: _, finalizers: __, managedFields: ___, resourceVersion: ____, ...others } = metadata;
    return { ...rest, metadata: others };
  };
  return jsonEqual(bare(object), bare(old));
}

function checkRole(authorizer: Authorizer, request: AdmissionRequest, role: Role, old: Role | undefined): void {
  const { user } = request.context;
  const { plural } = request.kind.served;
  const { name = '', namespace } = role.metadata;
  const asked = { verb: 'escalate', group, resource: plural, name, ...(namespace === undefined ? {} : { namespace }) };
  if (authorizer.refusal(asked, user) === undefined) return;
  const held = authorizer.rulesOf(user, namespace);
  refuseGrant(request, name, uncoveredRules(held, role.rules ?? []));
  if ((aggregates(role) || aggregates(old)) && uncoveredRules(held, everything).length > 0)
    throw forbidden(request, name, 'must have cluster-admin privileges to use the aggregationRule');
}

function aggregates(role: Role | undefined): boolean {
  return (role?.aggregationRule?.clusterRoleSelectors ?? []).length > 0;
}

function checkBinding(authorizer: Authorizer, request: AdmissionRequest, binding: Binding): void {
  const { user } = request.context;
  const { name = '', namespace } = binding.metadata;
  const { roleRef } = binding;
  const resource = roleRef.kind === 'ClusterRole' ? 'clusterroles' : 'roles';
  const asked = {
    verb: 'bind',
    group,
    resource,
    name: roleRef.name,
    ...(namespace === undefined ? {} : { namespace }),
  };
  if (authorizer.refusal(asked, user) === undefined) return;
  const granted = authorizer.rulesOfReference(roleRef, namespace ?? '');
  if (granted === undefined) {
    const kind = { group, kind: resource };
    throw new Failure('NotFound', `${resource}.${group} ${JSON.stringify(roleRef.name)} not found`, {
      details: { name: roleRef.name, ...kind },
    });
  }
  refuseGrant(request, name, uncoveredRules(authorizer.rulesOf(user, namespace), granted));
}

function refuseGrant(request: AdmissionRequest, name: string, missing: readonly PolicyRule[]): void {
  if (missing.length === 0) return;
  const who = describe(request.context.user);
  throw forbidden(
    request,
    name,
    `${who} is attempting to grant RBAC permissions not currently held:\n${printRules(missing)}`,
  );
}

function describe({ username, groups }: UserInfo): string {
  return `user ${JSON.stringify(username)} (groups=${printStrings(groups)})`;
}

function forbidden({ kind }: AdmissionRequest, name: string, why: string): Failure {
  const { plural } = kind.served;
  return new Failure('Forbidden', `${plural}.${group} ${JSON.stringify(name)} is forbidden: ${why}`, {
    details: { name, group, kind: plural },
  });
}
