import { Artifact, ArtifactVersion, fieldManagers, labels, systemNamespace } from '@violet/api';
import { defineController, type Reader, type Step, watch } from '@violet/controller';
import type { Stored } from '@violet/machinery';

interface ArtifactWorld {
  versions: readonly Stored<ArtifactVersion>[];
  withdraw(version: Stored<ArtifactVersion>): Promise<void>;
}

type ArtifactStep = Step<Artifact, ArtifactWorld>;

/** Artifacts: what their versions add up to; one that is not to be present takes its versions along. */
export function artifactController() {
  return defineController<Artifact, ArtifactWorld>({
    name: 'artifact',
    scope: 'member',
    kind: Artifact,
    namespace: systemNamespace,
    watches: [watch({ kind: ArtifactVersion, namespace: systemNamespace, keys: artifactOf })],
    observe,
    steps: [withdrawVersions, summarize],
  });
}

const withdrawVersions: ArtifactStep = async ({ spec }, { versions, withdraw }) => {
  if (spec.present) return;
  for (const version of versions.filter((one) => one.spec.present)) await withdraw(version);
};

const summarize: ArtifactStep = (artifact, { versions }, { now }) => {
  const wanted = versions.filter((version) => version.spec.present);
  const available = wanted.filter(({ status }) => status?.phase === 'Present').length;
  const synced = available === wanted.length;
  const { status } = artifact;
  if (status?.availableArtifactVersion === available && status.synced === synced) return;
  const lastUpdateTime = now()
    .toISOString()
    .replace(/\.\d+Z$/, 'Z');
  artifact.status = { ...status, availableArtifactVersion: available, synced, lastUpdateTime };
};

function observe(artifact: Stored<Artifact>, reader: Reader): ArtifactWorld {
  const versions = reader.client.resource(ArtifactVersion, systemNamespace);
  return {
    versions: reader
      .list(ArtifactVersion, systemNamespace)
      .filter(({ metadata }) => metadata.ownerReferences?.some(({ uid }) => uid === artifact.metadata.uid)),
    async withdraw({ metadata }) {
      const body = { metadata: { labels: { [labels.present]: 'false' } }, spec: { present: false } };
      await versions.patch(metadata.name, { type: 'merge', body }, { fieldManager: fieldManagers.platform });
    },
  };
}

function artifactOf({ metadata }: Stored<ArtifactVersion>) {
  const owners = metadata.ownerReferences ?? [];
  return owners.filter(({ kind }) => kind === Artifact.kind).map(({ name }) => ({ namespace: systemNamespace, name }));
}
