import type { Cluster } from '@violet/kube';
import { Failure } from '@violet/machinery';
import type { PlannedBundle } from '../plan/plan-bundle.ts';
import type { PackagePlan } from '../plan/plan-package.ts';
import { awaitArtifactVersion } from './await-artifact-version.ts';
import { type ClusterOutcome, outcomeOn } from './cluster-outcome.ts';
import { foreseePublication } from './foresee-publication.ts';
import { type OperatorPublication, versionName } from './operator-publication.ts';
import type { ObjectOptions } from './package-objects.ts';
import type { PlannedObject } from './planned-object.ts';
import { publishOperator, requireOperatorPublishable } from './publish-operator.ts';

/** Where operators go. */
export interface OperatorTargets {
  /** By name. */
  clusters: ReadonlyMap<string, Cluster>;
  /** Default: the package's own wish, else `platform`. */
  catalogSource?: string | undefined;
  /** Name of a Secret in `cpaas-system` of each cluster, by which bundles are pulled. */
  imagePullSecret?: string | undefined;
  /** Give operators the version of their bundle's tag; default false. */
  resetBundleVersion?: boolean | undefined;
}

const defaultCatalog = 'platform';

/** Throws where one of the clusters would not take the operator, naming the cluster. */
export async function requireOperatorTargets(
  plan: PackagePlan,
  bundle: PlannedBundle,
  options: ObjectOptions,
): Promise<void> {
  const publication = publicationOf(plan, bundle, options);
  const { clusters } = options.operators;
  await Promise.all(
    [...clusters].map(([name, cluster]) =>
      onCluster(name, () => requireOperatorPublishable(cluster, publication, options)),
    ),
  );
}

/** The operator's objects on every cluster as this push would write them. */
export async function foreseeOperator(
  plan: PackagePlan,
  bundle: PlannedBundle,
  options: ObjectOptions,
): Promise<PlannedObject[]> {
  const publication = publicationOf(plan, bundle, options);
  const foreseen = await Promise.all(
    [...options.operators.clusters].map(([name, cluster]) =>
      onCluster(name, async () =>
        (await foreseePublication(cluster, publication)).map((object) => ({ cluster: name, ...object })),
      ),
    ),
  );
  return foreseen.flat();
}

/** Writes the operator's objects on every cluster, and waits for each; what one cluster refuses does not keep the others. */
export async function offerOperator(
  plan: PackagePlan,
  bundle: PlannedBundle,
  options: ObjectOptions,
): Promise<ClusterOutcome[]> {
  const publication = publicationOf(plan, bundle, options);
  const { clusters } = options.operators;
  return Promise.all(
    [...clusters].map(([name, cluster]) =>
      outcomeOn(name, () => onCluster(name, () => offerOn(name, cluster, publication, options))),
    ),
  );
}

async function offerOn(
  name: string,
  cluster: Cluster,
  publication: OperatorPublication,
  options: ObjectOptions,
): Promise<{ isChanged: boolean; message: string }> {
  const version = versionName(publication);
  const isChanged = (await publishOperator(cluster, publication)) === 'updated';
  options.onWaiting(`waiting for artifactversion ${version} to be present on cluster ${name}`);
  await awaitArtifactVersion(cluster, version, options);
  const message = isChanged
    ? `artifactversion ${version} has been updated successfully on cluster ${name}`
    : `artifactversion ${version} on cluster ${name} already exist, skip it`;
  return { isChanged, message };
}

function publicationOf(
  { file, artifact }: PackagePlan,
  bundle: PlannedBundle,
  { registry, operators }: ObjectOptions,
): OperatorPublication {
  const { catalogSource, imagePullSecret, resetBundleVersion = false } = operators;
  const { repository, digest } = artifact;
  const library = catalogSource ?? file.manifest.spec.defaultCatalogSource ?? defaultCatalog;
  return { bundle, registry, repository, digest, library, imagePullSecret, resetBundleVersion };
}

/** A failure on a cluster names it. */
async function onCluster<T>(name: string, deed: () => Promise<T>): Promise<T> {
  try {
    return await deed();
  } catch (cause) {
    if (!(cause instanceof Failure)) throw cause;
    const { code, message, hint, reason } = cause;
    const options = { cause, ...(hint === undefined ? {} : { hint }), ...(reason === undefined ? {} : { reason }) };
    throw new Failure(code, `cluster ${name}: ${message}`, options);
  }
}
