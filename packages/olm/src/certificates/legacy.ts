import {
  type ApiServiceDescription,
  ClusterRoleBinding,
  type ClusterServiceVersion,
  Role,
  RoleBinding,
  Secret,
  Service,
} from '@violet/api';
import type { Cluster, ResourceDefinition } from '@violet/kube';
import type { Stored } from '@violet/machinery';
import { isLabelledBy } from '../ownership/owner.ts';
import { authDelegatorName, authReaderName, secretNameOf, serviceNameOf } from './names.ts';

/** Removes what older versions of OLM made for an API, under names that came from the API and not from the Deployment. */
export async function removeLegacyObjects(
  api: ApiServiceDescription,
  csv: Stored<ClusterServiceVersion>,
  actor: Cluster,
): Promise<void> {
  const { namespace = '' } = csv.metadata;
  const name = `${api.version}.${api.group}`;
  const service = name.replaceAll('.', '-');
  if (service === serviceNameOf(api.deploymentName ?? '')) return;
  const legacy: readonly (readonly [ResourceDefinition, string, string?])[] = [
    [Service, service, namespace],
    [Secret, secretNameOf(name), namespace],
    [Role, secretNameOf(name), namespace],
    [RoleBinding, secretNameOf(name), namespace],
    [ClusterRoleBinding, authDelegatorName(name)],
    [RoleBinding, authReaderName(name), 'kube-system'],
  ];
  for (const [kind, legacyName, home] of legacy) {
    const objects = actor.resource(kind, home);
    const found = await objects.get(legacyName, { metadataOnly: true });
    if (found !== undefined && isLabelledBy(found, csv)) await objects.delete(legacyName);
  }
}
