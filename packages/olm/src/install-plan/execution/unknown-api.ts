import type { StepResource } from '@violet/api';
import type { Cluster } from '@violet/kube';
import { Failure, formatApiVersion } from '@violet/machinery';

/** The failure of a step whose kind the cluster does not serve, in upstream's words; undefined where it does. */
export async function unknownApi(cluster: Cluster, resource: StepResource): Promise<Failure | undefined> {
  const { group, version, kind, name } = resource;
  if ((await cluster.find(formatApiVersion(group, version), kind)) !== undefined) return undefined;
  return new Failure(
    'NotFound',
    `api-server resource not found installing ${kind} ${name}: GroupVersionKind ${printKind(resource)} not found on the cluster. ` +
      'This API may have been deprecated and removed, see https://kubernetes.io/docs/reference/using-api/deprecation-guide/ for more information.',
  );
}

function printKind({ group, version, kind }: StepResource): string {
  return `${group}/${version}, Kind=${kind}`;
}
