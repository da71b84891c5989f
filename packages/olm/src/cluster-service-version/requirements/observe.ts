import {
  ApiService,
  ClusterRole,
  ClusterRoleBinding,
  type ClusterServiceVersionSpec,
  type CrdDescription,
  CustomResourceDefinition,
  deploymentStrategy,
  type RequirementStatus,
  Role,
  RoleBinding,
  ServiceAccount,
} from '@violet/api';
import type { Reader } from '@violet/controller';
import { Failure } from '@violet/machinery';
import { ownedApis } from '../../certificates/resources.ts';
import type { Csv } from '../world.ts';
import { apiServiceName, nativeApiStatus, ownedApiStatus, requiredApiStatus } from './apis.ts';
import { definitionStatus } from './definitions.ts';
import { serverVersion, servesKind } from './discovery.ts';
import { kubeVersionStatus } from './kube-version.ts';
import { type PermissionVerdict, type PermissionWorld, permissionVerdict } from './permissions.ts';

export interface RequirementVerdict {
  met: boolean;
  statuses: RequirementStatus[];
}

/** Everything that a CSV needs, and whether it is there. Throws Invalid where its install strategy makes no sense. */
export async function requirementVerdict(csv: Csv, csvs: readonly Csv[], reader: Reader): Promise<RequirementVerdict> {
  const { install, minKubeVersion = '' } = csv.spec;
  if (install.strategy !== deploymentStrategy) throw new Failure('Invalid', 'unrecognized install strategy');
  const statuses: RequirementStatus[] = [];
  if (minKubeVersion !== '')
    statuses.push(kubeVersionStatus(csv.metadata.name, minKubeVersion, await serverVersion(reader.client)));
  statuses.push(...(await definitionStatuses(csv, csvs, reader)), ...(await apiStatuses(csv.spec, reader)));
  const permissions = permissionsOf(csv, csv.metadata.namespace ?? '', reader);
  const present = statuses.every(({ status }) => status === 'Present' || status === 'DeploymentFound');
  return { met: present && permissions.met, statuses: [...statuses, ...permissions.statuses] };
}

/** Whether the operator's accounts may do in `namespace` what the CSV says. */
export function permissionsOf(csv: Csv, namespace: string, reader: Reader): PermissionVerdict {
  const { permissions = [], clusterPermissions = [] } = csv.spec.install.spec ?? {};
  const needed = [
    { namespace, permissions },
    { namespace: '', permissions: clusterPermissions },
  ];
  return permissionVerdict(csv, needed, permissionWorld(csv, namespace, reader));
}

/** Whether they may do all of it in the whole cluster. */
export function clusterPermissionsOf(csv: Csv, reader: Reader): PermissionVerdict {
  const { permissions = [], clusterPermissions = [] } = csv.spec.install.spec ?? {};
  const needed = [{ namespace: '', permissions: [...clusterPermissions, ...permissions] }];
  return permissionVerdict(csv, needed, permissionWorld(csv, '', reader));
}

function permissionWorld(csv: Csv, namespace: string, reader: Reader): PermissionWorld {
  return {
    serviceAccount: (name) => reader.get(ServiceAccount, name, csv.metadata.namespace),
    roles: reader.list(Role, namespace),
    roleBindings: reader.list(RoleBinding, namespace),
    clusterRoles: reader.list(ClusterRole),
    clusterRoleBindings: reader.list(ClusterRoleBinding),
  };
}

async function definitionStatuses(csv: Csv, csvs: readonly Csv[], reader: Reader): Promise<RequirementStatus[]> {
  const { owned = [], required = [] } = csv.spec.customresourcedefinitions ?? {};
  const descriptions = new Map<string, CrdDescription>();
  for (const description of [...required, ...owned]) descriptions.set(description.name, description);
  const sorted = [...descriptions.values()].sort((left, right) => (left.name < right.name ? -1 : 1));
  const definitions = reader.client.resource(CustomResourceDefinition);
  return await Promise.all(
    sorted.map(async (description) => {
      const isOwned = owned.some(({ name }) => name === description.name);
      return definitionStatus(description, await definitions.get(description.name), isOwned, csv, csvs);
    }),
  );
}

async function apiStatuses(spec: ClusterServiceVersionSpec, reader: Reader): Promise<RequirementStatus[]> {
  const { owned = [], required = [] } = spec.apiservicedefinitions ?? {};
  const own = ownedApis(owned);
  const others = ownedApis(required).filter((api) => !own.some((each) => apiServiceName(each) === apiServiceName(api)));
  const statuses: RequirementStatus[] = [];
  for (const api of others)
    statuses.push(
      requiredApiStatus(api, await servesKind(reader.client, api), reader.get(ApiService, apiServiceName(api))),
    );
  for (const api of own) statuses.push(ownedApiStatus(api, spec.install.spec?.deployments ?? []));
  for (const api of spec.nativeAPIs ?? []) statuses.push(nativeApiStatus(api, await servesKind(reader.client, api)));
  return statuses;
}
