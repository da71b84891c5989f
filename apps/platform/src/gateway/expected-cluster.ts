import type { Cluster } from '@violet/kube';
import { Failure } from '@violet/machinery';
import type { GatewayServices } from './services.ts';

/** A cluster of the fleet by the name that a path has. Throws where there is none, or none that answers. */
export function expectedCluster(
  name: string,
  { clusters, expected }: Pick<GatewayServices, 'clusters' | 'expected'>,
): Cluster {
  const cluster = clusters.get(name);
  if (cluster !== undefined) return cluster;
  if (expected.includes(name))
    throw new Failure('ServiceUnavailable', `cluster ${name} does not answer`, {
      hint: 'The platform joins it as soon as it does.',
    });
  throw new Failure('NotFound', `there is no cluster ${name}`, { hint: `There are: ${clusters.names().join(', ')}.` });
}
