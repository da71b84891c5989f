import type { Attributes, UserInfo } from '@violet/apiserver';
import {
  type KubernetesObject,
  type PolicyRule,
  type RequestAttributes,
  rulesAllow,
  type Subject,
  subjectMatches,
} from '@violet/machinery';
import { keyOf } from '../storage/event.ts';
import type { Store } from '../storage/store.ts';

interface Binding extends KubernetesObject {
  subjects?: Subject[];
  roleRef: { kind: string; name: string };
}

/** Decides by the Roles, ClusterRoles and bindings of a cluster; members of system:masters may do everything. */
export class Authorizer {
  private readonly store: Store;

  constructor(store: Store) {
    this.store = store;
  }

  /** Undefined where the user may; otherwise why not, which may be empty. */
  refusal(attributes: Attributes, user: UserInfo): string | undefined {
    if (user.groups.includes('system:masters')) return undefined;
    const missing: string[] = [];
    const asked = requestOf(attributes);
    for (const rules of this.grants(user, attributes.namespace, missing))
      if (rulesAllow(rules, asked)) return undefined;
    return missing.length === 0 ? '' : `RBAC: ${missing.length === 1 ? missing[0] : `[${missing.join(', ')}]`}`;
  }

  /** All rules that hold for a user in a namespace; with none, cluster-wide. */
  rulesOf(user: UserInfo, namespace: string | undefined): PolicyRule[] {
    const masters: PolicyRule[] = [
      { verbs: ['*'], apiGroups: ['*'], resources: ['*'] },
      { verbs: ['*'], nonResourceURLs: ['*'] },
    ];
    const own = user.groups.includes('system:masters') ? masters : [];
    return [...own, ...[...this.grants(user, namespace, [])].flat()];
  }

  /** The rules of the role that a binding in `namespace` names; undefined where there is no such role. */
  rulesOfReference(roleRef: Binding['roleRef'], namespace: string): PolicyRule[] | undefined {
    const missing: string[] = [];
    const rules = this.rulesOfRole(roleRef, namespace, missing);
    return missing.length === 0 ? rules : undefined;
  }

  private *grants(user: UserInfo, namespace: string | undefined, missing: string[]): Generator<PolicyRule[]> {
    for (const binding of this.bindings('clusterrolebindings', '')) {
      if (binds(binding, user, '')) yield this.rulesOfRole(binding.roleRef, '', missing);
    }
    if (namespace === undefined || namespace === '') return;
    for (const binding of this.bindings('rolebindings', `${namespace}/`)) {
      if (binds(binding, user, namespace)) yield this.rulesOfRole(binding.roleRef, namespace, missing);
    }
  }

  private bindings(plural: string, prefix: string): Iterable<Binding> {
    return this.collection(plural).list(prefix) as Iterable<Binding>;
  }

  private collection(plural: string) {
    return this.store.collection(`${plural}.rbac.authorization.k8s.io`);
  }

  private rulesOfRole(roleRef: Binding['roleRef'], namespace: string, missing: string[]): PolicyRule[] {
    const inCluster = roleRef.kind === 'ClusterRole';
    const roles = this.collection(inCluster ? 'clusterroles' : 'roles');
    const role = roles.get(keyOf(inCluster ? '' : namespace, roleRef.name)) as { rules?: PolicyRule[] } | undefined;
    if (role === undefined) {
      const kind = inCluster ? 'clusterrole' : 'role';
      missing.push(`${kind}.rbac.authorization.k8s.io ${JSON.stringify(roleRef.name)} not found`);
      return [];
    }
    return role.rules ?? [];
  }
}

function binds(binding: Binding, user: UserInfo, namespace: string): boolean {
  const who = { name: user.username, groups: user.groups };
  return (binding.subjects ?? []).some((subject) => subjectMatches(subject, who, namespace));
}

function requestOf({
  verb,
  group = '',
  resource = '',
  subresource,
  name,
  namespace,
  path,
}: Attributes): RequestAttributes {
  if (path !== undefined) return { verb, path };
  return {
    verb,
    apiGroup: group,
    resource,
    ...(subresource === undefined ? {} : { subresource }),
    ...(name === undefined ? {} : { name }),
    ...(namespace === undefined ? {} : { namespace }),
  };
}
