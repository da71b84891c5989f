import { ChartRepo, SelfSubjectAccessReview } from '@violet/api';
import type { Cluster } from '@violet/kube';
import { Failure } from '@violet/machinery';

/** What somebody wants to do with chart repositories or charts, in the words of RBAC. */
export interface CatalogDeed {
  verb: 'get' | 'create' | 'update' | 'delete';
  resource: 'chartrepos' | 'charts';
  namespace: string;
  name?: string;
}

/** Asks the cluster, as the user, whether its RBAC allows the deed. Throws Forbidden in Kubernetes' words. */
export async function requireAccess(cluster: Cluster, username: string, deed: CatalogDeed): Promise<void> {
  const { verb, resource: plural, namespace, name } = deed;
  const { group } = ChartRepo;
  const review = await cluster.resource(SelfSubjectAccessReview).create({
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SelfSubjectAccessReview',
    metadata: {},
    spec: { resourceAttributes: { group, resource: plural, verb, namespace, ...(name === undefined ? {} : { name }) } },
  });
  if (review.status?.allowed === true) return;
  const what = `${plural}.${group}${name === undefined ? '' : ` "${name}"`}`;
  throw new Failure(
    'Forbidden',
    `${what} is forbidden: User "${username}" cannot ${verb} resource "${plural}" in API group "${group}" in the namespace "${namespace}"`,
  );
}
