import { type ClusterServiceVersion, Deployment, type StrategyDeployment, type SubscriptionConfig } from '@violet/api';
import type { Reader } from '@violet/controller';
import type { Cluster } from '@violet/kube';
import { isFailure, type Stored } from '@violet/machinery';
import { isLabelledBy, isOwnedBy } from '../../ownership/owner.ts';
import { deploymentFor } from '../deployment/build.ts';

/** Writes one Deployment of a CSV, whatever it was before. */
export async function putDeployment(
  csv: Stored<ClusterServiceVersion>,
  strategy: StrategyDeployment,
  config: SubscriptionConfig | undefined,
  actor: Cluster,
  reader: Reader,
): Promise<void> {
  const deployments = actor.resource(Deployment, csv.metadata.namespace);
  const wanted = deploymentFor(csv, strategy, config);
  // Those that nobody manages are not in the cache.
  const existing =
    reader.get(Deployment, strategy.name, csv.metadata.namespace) ?? (await deployments.get(strategy.name));
  const options = { fieldManager: 'olm' };
  const create = () => deployments.create(wanted, options);
  const written =
    existing === undefined
      ? await create()
      : await deployments.replace(wanted, options).catch((error: unknown) => {
          if (isFailure(error, 'NotFound')) return create();
          throw error;
        });
  await reader.whenSeen(Deployment, written);
}

/** The Deployments in the cache that carry the CSV's owner labels. */
export function deploymentsOf(csv: Stored<ClusterServiceVersion>, reader: Reader): Stored<Deployment>[] {
  return reader.list(Deployment, csv.metadata.namespace).filter((deployment) => isLabelledBy(deployment, csv));
}

/** Removes the Deployments that the CSV has made and does not name any more. */
export async function removeOrphans(
  csv: Stored<ClusterServiceVersion>,
  strategies: readonly StrategyDeployment[],
  actor: Cluster,
  reader: Reader,
): Promise<void> {
  for (const deployment of deploymentsOf(csv, reader)) {
    const named = strategies.some(({ name }) => name === deployment.metadata.name);
    if (named || !isOwnedBy(deployment, csv)) continue;
    await actor
      .resource(Deployment, csv.metadata.namespace)
      .delete(deployment.metadata.name, { propagationPolicy: 'Foreground', gracePeriodSeconds: 1 });
  }
}
