import {
  Artifact,
  ArtifactVersion,
  artifactLibraries,
  CatalogSource,
  fieldManagers,
  systemNamespace,
} from '@violet/api';
import type { Cluster } from '@violet/kube';
import { Failure, isFailure } from '@violet/machinery';
import {
  artifactName,
  artifactOf,
  artifactVersionOf,
  type OperatorPublication,
  refuseOtherBundle,
  refuseOtherPlace,
  versionName,
} from './operator-publication.ts';

const applied = { fieldManager: fieldManagers.violet, force: true };

/** Throws where the cluster would not take the operator: before anything is sent. */
export async function requireOperatorPublishable(
  cluster: Cluster,
  publication: OperatorPublication,
  { force }: { force: boolean },
): Promise<void> {
  await requireCatalog(cluster, publication.library);
  const artifacts = cluster.resource(Artifact, systemNamespace);
  const current = await artifacts.get(artifactName(publication));
  const version = await cluster.resource(ArtifactVersion, systemNamespace).get(versionName(publication));
  if (!force) {
    refuseOtherPlace(publication, current);
    refuseOtherBundle(publication, version);
  }
  await artifacts.apply(artifactOf(publication), { ...applied, dryRun: true });
}

/** Writes the Artifact, then the ArtifactVersion; the same again is `unchanged`. */
export async function publishOperator(
  cluster: Cluster,
  publication: OperatorPublication,
): Promise<'updated' | 'unchanged'> {
  const artifacts = cluster.resource(Artifact, systemNamespace);
  const versions = cluster.resource(ArtifactVersion, systemNamespace);
  const before = {
    artifact: await artifacts.get(artifactName(publication)),
    version: await versions.get(versionName(publication)),
  };
  const artifact = await artifacts.apply(artifactOf(publication, before.version && before.artifact), applied);
  const version = await versions.apply(artifactVersionOf(publication, artifact), applied);
  const isSame =
    before.artifact?.metadata.resourceVersion === artifact.metadata.resourceVersion &&
    before.version?.metadata.resourceVersion === version.metadata.resourceVersion;
  return isSame ? 'unchanged' : 'updated';
}

/** The marketplace makes its own catalogues; others must be there. */
async function requireCatalog(cluster: Cluster, library: string): Promise<void> {
  if ((artifactLibraries as readonly string[]).includes(library)) return;
  const catalogs = cluster.resource(CatalogSource, systemNamespace);
  if ((await catalogs.get(library)) !== undefined) return;
  const others = await catalogs.list().catch((error: unknown) => {
    if (isFailure(error, 'Forbidden')) return { items: [] };
    throw error;
  });
  const names = [...new Set([...artifactLibraries, ...others.items.map(({ metadata }) => metadata.name)])].sort();
  throw new Failure('NotFound', `CatalogSource ${library} does not exist`, {
    hint: `Operators can go to: ${names.join(', ')}.`,
  });
}
