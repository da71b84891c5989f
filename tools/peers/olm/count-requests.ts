import type { Metrics } from '@violet/controller';
import type { ConnectOptions } from '@violet/kube';

export const requestsTotal = 'violet_cluster_requests_total';

/** Counts what is asked of a cluster, by verb and resource. */
export function countRequests(metrics: Metrics): NonNullable<ConnectOptions['onRequest']> {
  return ({ method, path }) =>
    metrics.count(requestsTotal, 'Requests to the cluster.', {
      verb: verbOf(method, path),
      resource: resourceOf(path),
    });
}

function verbOf(method: string, path: string): string {
  const isWatch = path.includes('watch=true');
  return isWatch ? 'WATCH' : method;
}

/** `/apis/apps/v1/namespaces/a/deployments/b/status?…` → `deployments/status`. */
function resourceOf(path: string): string {
  const words = (path.split('?')[0] ?? '').split('/').slice(1);
  const rest = words.slice(words[0] === 'api' ? 2 : 3);
  const [resource = words.join('/'), , subresource] =
    rest[0] === 'namespaces' && rest.length > 2 ? rest.slice(2) : rest;
  return subresource === undefined ? resource : `${resource}/${subresource}`;
}
