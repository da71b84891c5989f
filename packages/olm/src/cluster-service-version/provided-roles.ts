import { ApiService, ClusterRole, CustomResourceDefinition, olmLabels } from '@violet/api';
import type { Reader } from '@violet/controller';
import { jsonEqual, type KubernetesObject, type Stored } from '@violet/machinery';
import { ownedApis } from '../certificates/resources.ts';
import { isOwnedBy, ownerReference } from '../ownership/owner.ts';
import { apiHash, printApi } from './api-surface.ts';
import type { Csv } from './world.ts';

const verbsOf = {
  admin: ['*'],
  edit: ['create', 'update', 'patch', 'delete'],
  view: ['get', 'list', 'watch'],
} as const;
export const roleSuffixes = ['admin', 'edit', 'view'] as const;
type Suffix = (typeof roleSuffixes)[number];

/** The label by which an OperatorGroup's roles take up the roles of an API. */
export function aggregationLabel(api: string, suffix: Suffix): string {
  return `olm.opgroup.permissions/aggregate-to-${apiHash(api)}-${suffix}`;
}

interface ProvidedApi {
  /** `Kind.version.group`. */
  api: string;
  /** What the names of its roles begin with. */
  prefix: string;
  group: string;
  plural: string;
  owner: Stored<KubernetesObject>;
  /** The name of its CRD, for those who may look at that. */
  crd?: string;
}

/** The roles for those who use an API of an operator, aggregated to the cluster's own admin, edit and view. */
export function rolesOfApi({ api, prefix, group, plural, owner, crd }: ProvidedApi): ClusterRole[] {
  const role = (name: string, suffix: Suffix, rule: { verbs: string[]; [field: string]: string[] }): ClusterRole => ({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: {
      name: prefix + name,
      labels: {
        [`rbac.authorization.k8s.io/aggregate-to-${suffix}`]: 'true',
        [aggregationLabel(api, suffix)]: 'true',
        [olmLabels.managed]: 'true',
      },
      ownerReferences: [ownerReference(owner)],
    },
    rules: [rule],
  });
  const roles = roleSuffixes.map((suffix) =>
    role(suffix, suffix, { verbs: [...verbsOf[suffix]], apiGroups: [group], resources: [plural] }),
  );
  if (crd === undefined) return roles;
  const rule = {
    verbs: ['get'],
    apiGroups: ['apiextensions.k8s.io'],
    resources: ['customresourcedefinitions'],
    resourceNames: [crd],
  };
  return [...roles, role('crdview', 'view', rule)];
}

/** Makes the roles for the APIs that a CSV provides. */
export async function ensureProvidedRoles(csv: Csv, reader: Reader): Promise<void> {
  for (const provided of providedApis(csv, reader))
    for (const role of rolesOfApi(provided)) await ensureRole(role, provided.owner, reader);
}

function providedApis({ spec }: Csv, reader: Reader): ProvidedApi[] {
  const apis: ProvidedApi[] = [];
  for (const { name, version, kind } of spec.customresourcedefinitions?.owned ?? []) {
    const crd = reader.get(CustomResourceDefinition, name);
    const dot = name.indexOf('.');
    if (crd === undefined || dot < 0) continue;
    const group = name.slice(dot + 1);
    const owner = { ...crd, apiVersion: 'apiextensions.k8s.io/v1', kind: 'customresourcedefinition' };
    const api = printApi({ kind, version, group });
    apis.push({ api, prefix: `${name}-${version}-`, group, plural: name.slice(0, dot), owner, crd: name });
  }
  for (const description of ownedApis(spec.apiservicedefinitions?.owned ?? [])) {
    const { name, version, group } = description;
    const owner = reader.get(ApiService, `${version}.${group}`);
    if (owner === undefined) continue;
    apis.push({ api: printApi(description), prefix: `${name}-${version}-`, group, plural: name, owner });
  }
  return apis;
}

async function ensureRole(wanted: ClusterRole, owner: Stored<KubernetesObject>, reader: Reader): Promise<void> {
  const roles = reader.client.resource(ClusterRole);
  const existing = reader.get(ClusterRole, wanted.metadata.name ?? '');
  if (
    existing !== undefined &&
    isOwnedBy(existing, owner) &&
    jsonEqual(existing.rules, wanted.rules) &&
    jsonEqual(existing.metadata.labels, wanted.metadata.labels)
  )
    return;
  const options = { fieldManager: 'olm' };
  const written = existing === undefined ? await roles.create(wanted, options) : await roles.replace(wanted, options);
  await reader.whenSeen(ClusterRole, written);
}
