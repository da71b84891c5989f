import { Artifact, ArtifactVersion, fieldManagers, systemNamespace } from '@violet/api';
import type { Cluster } from '@violet/kube';
import { type Json, jsonEqual, type Stored } from '@violet/machinery';
import {
  artifactName,
  artifactOf,
  artifactVersionOf,
  type OperatorPublication,
  versionName,
} from './operator-publication.ts';
import type { PlannedObject } from './planned-object.ts';

const asking = { fieldManager: fieldManagers.violet, force: true, dryRun: true };

/** What `publishOperator` would write on one cluster; the cluster itself says what would change. */
export async function foreseePublication(
  cluster: Cluster,
  publication: OperatorPublication,
): Promise<Omit<PlannedObject, 'cluster'>[]> {
  const artifacts = cluster.resource(Artifact, systemNamespace);
  const versions = cluster.resource(ArtifactVersion, systemNamespace);
  const artifact = await artifacts.get(artifactName(publication));
  const version = await versions.get(versionName(publication));
  const about = {
    artifact: { kind: Artifact.kind, name: artifactName(publication), requests: 1 },
    version: { kind: ArtifactVersion.kind, name: versionName(publication), requests: 1 },
  };
  if (artifact === undefined) {
    const action = version === undefined ? 'create' : 'update';
    return [
      { ...about.artifact, action: 'create' },
      { ...about.version, action, ...replaced(version?.spec.digest, publication.digest) },
    ];
  }
  const applied = await artifacts.apply(artifactOf(publication, version && artifact), asking);
  const place = `${artifact.spec.registry}/${artifact.spec.repository}`;
  const planned = [
    {
      ...about.artifact,
      action: isSame(artifact, applied) ? ('unchanged' as const) : ('update' as const),
      ...replaced(place, `${publication.registry}/${publication.repository}`),
    },
  ];
  if (version === undefined) return [...planned, { ...about.version, action: 'create' }];
  const appliedVersion = await versions.apply(artifactVersionOf(publication, artifact), asking);
  const action = isSame(version, appliedVersion) ? 'unchanged' : 'update';
  return [...planned, { ...about.version, action, ...replaced(version.spec.digest, publication.digest) }];
}

function replaced(current: string | undefined, next: string): Pick<PlannedObject, 'replaces'> {
  return current === undefined || current === next ? {} : { replaces: current };
}

/** By what somebody has set; the rest is the cluster's own. */
function isSame(before: Stored<Artifact | ArtifactVersion>, after: Stored<Artifact | ArtifactVersion>): boolean {
  return jsonEqual(facts(before), facts(after));
}

function facts({ metadata, spec }: Stored<Artifact | ArtifactVersion>): Json {
  const { labels = {}, annotations = {}, ownerReferences = [] } = metadata;
  return JSON.parse(JSON.stringify({ labels, annotations, ownerReferences, spec })) as Json;
}
