import { Artifact, ArtifactVersion, artifactLibraries, fieldManagers, Library, systemNamespace } from '@violet/api';
import type { Cluster } from '@violet/kube';
import { Failure } from '@violet/machinery';
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

/** Every cluster has the platform's own catalogues; others are there where somebody has made a Library of their name. */
async function requireCatalog(cluster: Cluster, library: string): Promise<void> {
  if ((artifactLibraries as readonly string[]).includes(library)) return;
  const libraries = cluster.resource(Library, systemNamespace);
  if ((await libraries.get(library)) !== undefined) return;
  const { items } = await libraries.list();
  const names = [...new Set([...artifactLibraries, ...items.map(({ metadata }) => metadata.name)])].sort();
  throw new Failure('NotFound', `CatalogSource ${library} does not exist, or is not one that takes operators`, {
    hint: `Operators can go to: ${names.join(', ')}. A Library of another name makes another one.`,
  });
}
