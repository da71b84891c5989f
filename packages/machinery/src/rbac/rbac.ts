import { matchesLabels } from '../selector/label-selector.ts';
import { type LabelSelectorObject, labelSelectorOf } from '../selector/label-selector-of.ts';

/** One rule of a Role or ClusterRole (rbac.authorization.k8s.io/v1 PolicyRule). */
export interface PolicyRule {
  verbs: string[];
  apiGroups?: string[];
  resources?: string[];
  resourceNames?: string[];
  nonResourceURLs?: string[];
}

/** What a request wants: a resource, or a path that belongs to none. */
export type RequestAttributes = ResourceAttributes | PathAttributes;

export interface ResourceAttributes {
  verb: string;
  /** Empty for the core group. */
  apiGroup: string;
  resource: string;
  subresource?: string;
  /** Empty for lists and creates. */
  name?: string;
  namespace?: string;
}

export interface PathAttributes {
  verb: string;
  path: string;
}

export interface Subject {
  kind: string;
  apiGroup?: string;
  name: string;
  namespace?: string;
}

/** Who asks: a user's name and groups; service accounts are users too. */
export interface UserInfo {
  name: string;
  groups: readonly string[];
}

/** Whether this one rule permits the request, as kube-apiserver's RBAC authorizer decides. */
export function ruleAllows(rule: PolicyRule, attributes: RequestAttributes): boolean {
  if (!includes(rule.verbs, attributes.verb)) return false;
  if ('path' in attributes) return (rule.nonResourceURLs ?? []).some((pattern) => urlMatches(pattern, attributes.path));
  return (
    includes(rule.apiGroups ?? [], attributes.apiGroup) &&
    resourceMatches(rule.resources ?? [], attributes.resource, attributes.subresource ?? '') &&
    nameMatches(rule.resourceNames ?? [], attributes.name ?? '')
  );
}

export function rulesAllow(rules: readonly PolicyRule[], attributes: RequestAttributes): boolean {
  return rules.some((rule) => ruleAllows(rule, attributes));
}

function includes(values: readonly string[], wanted: string): boolean {
  return values.includes('*') || values.includes(wanted);
}

/** `pods`, `pods/log`, `*` (subresources too), and the special form for one subresource of everything, `*` `/scale`. */
function resourceMatches(patterns: readonly string[], resource: string, subresource: string): boolean {
  const combined = subresource === '' ? resource : `${resource}/${subresource}`;
  return patterns.some(
    (pattern) => pattern === '*' || pattern === combined || (subresource !== '' && pattern === `*/${subresource}`),
  );
}

function nameMatches(names: readonly string[], name: string): boolean {
  return names.length === 0 || names.includes(name);
}

function urlMatches(pattern: string, path: string): boolean {
  if (pattern === '*' || pattern === path) return true;
  return pattern.endsWith('*') && path.startsWith(pattern.replace(/\*+$/, ''));
}

export function serviceAccountName(namespace: string, name: string): string {
  return `system:serviceaccount:${namespace}:${name}`;
}

/** Whether a subject of a binding is this user. `namespace` is the binding's, for subjects that name none. */
export function subjectMatches(subject: Subject, user: UserInfo, namespace = ''): boolean {
  switch (subject.kind) {
    case 'User':
      return subject.name === user.name;
    case 'Group':
      return user.groups.includes(subject.name);
    case 'ServiceAccount': {
      const home = subject.namespace ?? namespace;
      return home !== '' && user.name === serviceAccountName(home, subject.name);
    }
    default:
      return false;
  }
}

export interface AggregableRole {
  metadata: { name?: string; labels?: Record<string, string> };
  rules?: PolicyRule[] | null;
  aggregationRule?: { clusterRoleSelectors?: LabelSelectorObject[] };
}

/** The rules of an aggregated ClusterRole: those of all others that a selector takes, in order of names, each once. */
export function aggregateRules(role: AggregableRole, all: readonly AggregableRole[]): PolicyRule[] {
  const selectors = (role.aggregationRule?.clusterRoleSelectors ?? []).map(labelSelectorOf);
  const rules = new Map<string, PolicyRule>();
  const ordered = [...all].sort((a, b) => ((a.metadata.name ?? '') < (b.metadata.name ?? '') ? -1 : 1));
  for (const selector of selectors) {
    for (const other of ordered) {
      if (other.metadata.name === role.metadata.name || !matchesLabels(selector, other.metadata.labels)) continue;
      for (const rule of other.rules ?? []) rules.set(JSON.stringify(rule), rule);
    }
  }
  return [...rules.values()];
}
