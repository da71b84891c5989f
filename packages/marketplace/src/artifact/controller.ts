import {
  Artifact,
  ArtifactVersion,
  artifactVersionName,
  fieldManagers,
  Library,
  labels,
  systemNamespace,
} from '@violet/api';
import { defineController, type Reader, type Step, watch } from '@violet/controller';
import { formatApiVersion, type Stored } from '@violet/machinery';
import { placeOf } from '../artifact-version/bundle-recipe.ts';
import { BundleSource, type Registries } from '../artifact-version/bundle-source.ts';
import { TagMemory } from '../artifact-version/tag-memory.ts';
import type { RegistryContents } from '../local/registry-contents.ts';
import { followTags, lookAtTagsAgain } from './follow-tags.ts';
import { madeByPatterns } from './followed-tags.ts';
import type { ArtifactWorld } from './world.ts';

export interface ArtifactSettings extends Registries {
  /** Changes of the registry, where it tells of them. */
  contents?: RegistryContents | undefined;
}

type ArtifactStep = Step<Artifact, ArtifactWorld>;

/** Artifacts: what their versions add up to; tags become versions; one that is not to be present takes its versions along. */
export function artifactController(settings: ArtifactSettings) {
  const { contents } = settings;
  const tags = new TagMemory<string[]>();
  return defineController<Artifact, ArtifactWorld>({
    name: 'artifact',
    scope: 'member',
    kind: Artifact,
    namespace: systemNamespace,
    watches: [
      watch({ kind: ArtifactVersion, namespace: systemNamespace, keys: artifactOf }),
      watch({ kind: Library, namespace: systemNamespace, keys: () => [] }),
    ],
    observe: (artifact, reader) =>
      observe(artifact, reader, { source: new BundleSource(settings, reader.client), tags }),
    steps: [withdrawVersions, summarize, followTags, lookAtTagsAgain],
    alsoWhen: (requeueAll) => tags.follow(contents, requeueAll),
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

function observe(
  artifact: Stored<Artifact>,
  reader: Reader,
  { source, tags }: { source: BundleSource; tags: TagMemory<string[]> },
): ArtifactWorld {
  const versions = reader.client.resource(ArtifactVersion, systemNamespace);
  const applied = { fieldManager: fieldManagers.platform };
  const libraries = reader.list(Library, systemNamespace);
  const secrets = [artifact.spec, ...libraries.map(({ spec }) => spec)].flatMap((one) => one.imagePullSecrets ?? []);
  const place = placeOf(artifact);
  return {
    versions: reader
      .list(ArtifactVersion, systemNamespace)
      .filter(({ metadata }) => metadata.ownerReferences?.some(({ uid }) => uid === artifact.metadata.uid)),
    tags: () => tags.of(`${place.registry}/${place.repository}`, place.repository, () => source.tagsOf(place, secrets)),
    async create(tag) {
      const written = await versions.create(versionOf(artifact, tag), applied);
      await reader.whenSeen(ArtifactVersion, written);
    },
    async remove(version) {
      const { name, uid } = version.metadata;
      await versions.delete(name, { preconditions: { uid } });
      await reader.whenGone(ArtifactVersion, version);
    },
    async withdraw({ metadata }) {
      const body = { metadata: { labels: { [labels.present]: 'false' } }, spec: { present: false } };
      await versions.patch(metadata.name, { type: 'merge', body }, applied);
    },
  };
}

/** A version as violet would write it, but for the digest: that is what the tag names when the version is first looked at. */
function versionOf({ metadata: { name, uid, labels: own = {} } }: Stored<Artifact>, tag: string): ArtifactVersion {
  const shared = [labels.builtIn, labels.library, labels.present, labels.artifactType];
  const inherited = shared.flatMap((key) => (own[key] === undefined ? [] : [[key, own[key]]]));
  const artifact = { apiVersion: formatApiVersion(Artifact.group, Artifact.version), kind: Artifact.kind };
  return {
    apiVersion: formatApiVersion(ArtifactVersion.group, ArtifactVersion.version),
    kind: ArtifactVersion.kind,
    metadata: {
      name: artifactVersionName(name, tag),
      namespace: systemNamespace,
      labels: {
        ...Object.fromEntries(inherited),
        [labels.artifactVersion]: name,
        [labels.managedBy]: madeByPatterns,
      },
      ownerReferences: [{ ...artifact, name, uid }],
    },
    spec: { present: true, tag },
  };
}

function artifactOf({ metadata }: Stored<ArtifactVersion>) {
  const owners = metadata.ownerReferences ?? [];
  return owners.filter(({ kind }) => kind === Artifact.kind).map(({ name }) => ({ namespace: systemNamespace, name }));
}
