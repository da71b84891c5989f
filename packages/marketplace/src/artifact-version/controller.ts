import {
  Artifact,
  ArtifactVersion,
  fieldManagers,
  ImageWhiteList,
  Library,
  labels,
  systemNamespace,
} from '@violet/api';
import { defineController, type Key, keyOf, type Reader, watch } from '@violet/controller';
import { formatApiVersion, type Stored } from '@violet/machinery';
import type { RegistryContents } from '../local/registry-contents.ts';
import type { Shelves } from '../shelf/shelf.ts';
import { BundleSource, type Registries } from './bundle-source.ts';
import { ImageMemory } from './image-memory.ts';
import { artifactVersionSteps } from './reconcile.ts';
import { TagMemory } from './tag-memory.ts';
import type { ArtifactVersionWorld } from './world.ts';

export interface ArtifactVersionSettings extends Registries {
  shelves: Shelves;
  /** Changes of the registry, where it tells of them. */
  contents?: RegistryContents | undefined;
}

const artifactApiVersion = formatApiVersion(Artifact.group, Artifact.version);

/** ArtifactVersions: each bundle is read by digest, judged, and offered in the catalogue of its Library. */
export function artifactVersionController(settings: ArtifactVersionSettings) {
  const { shelves, contents } = settings;
  const tags = new TagMemory<string | undefined>();
  const images = new ImageMemory();
  return defineController<ArtifactVersion, ArtifactVersionWorld>({
    name: 'artifact-version',
    scope: 'member',
    kind: ArtifactVersion,
    namespace: systemNamespace,
    watches: [
      watch({ kind: Artifact, namespace: systemNamespace, keys: versionsOf }),
      watch({ kind: Library, namespace: systemNamespace, keys: (_library, _cluster, reader) => allVersions(reader) }),
      watch({
        kind: ImageWhiteList,
        namespace: systemNamespace,
        keys: (_list, _cluster, reader) => allVersions(reader),
      }),
      watch({ kind: ArtifactVersion, namespace: systemNamespace, keys: limitedSiblings }),
    ],
    observe: (version, reader) =>
      observe(version, reader, { source: new BundleSource(settings, reader.client), shelves, tags, images }),
    steps: artifactVersionSteps,
    whenAbsent: async ({ name }, reader) => shelves.of(reader.cluster).remove(name),
    alsoWhen(requeueAll, cluster) {
      const ends = [
        tags.follow(contents, requeueAll),
        images.follow(contents, requeueAll),
        shelves.of(cluster).subscribe(({ type }) => {
          if (type === 'problems') requeueAll();
        }),
      ];
      return () => {
        for (const end of ends) end();
      };
    },
  });
}

interface Means {
  source: BundleSource;
  shelves: Shelves;
  tags: TagMemory<string | undefined>;
  images: ImageMemory;
}

function observe(
  version: Stored<ArtifactVersion>,
  reader: Reader,
  { source, shelves, tags, images }: Means,
): ArtifactVersionWorld {
  const owner = ownerOf(version);
  const artifact = owner === undefined ? undefined : (reader.get(Artifact, owner, systemNamespace) ?? 'missing');
  const libraries = reader.list(Library, systemNamespace);
  const secrets = artifact === undefined || artifact === 'missing' ? [] : (artifact.spec.imagePullSecrets ?? []);
  const allSecrets = [...secrets, ...libraries.flatMap(({ spec }) => spec.imagePullSecrets ?? [])];
  return {
    artifact,
    siblings:
      owner === undefined ? [] : reader.list(ArtifactVersion, systemNamespace).filter((one) => ownerOf(one) === owner),
    libraries,
    whiteLists: reader.list(ImageWhiteList, systemNamespace),
    shelf: shelves.of(reader.cluster),
    readBundle: async (recipe) => images.noted(recipe, await source.read(recipe, allSecrets)),
    stillHolds: (recipe, item) => images.holds(recipe, item, (digest) => source.has(recipe, digest, allSecrets)),
    digestOfTag: (place) =>
      tags.of(`${place.registry}/${place.repository}:${place.tag}`, place.repository, () =>
        source.digestOf(place, allSecrets),
      ),
    async recordDigest(digest) {
      const { name, resourceVersion } = version.metadata;
      const body = { metadata: { resourceVersion }, spec: { digest } };
      const client = reader.client.resource(ArtifactVersion, systemNamespace);
      await client.patch(name, { type: 'merge', body }, { fieldManager: fieldManagers.platform });
    },
  };
}

function ownerOf({ metadata }: ArtifactVersion): string | undefined {
  const owners = metadata.ownerReferences ?? [];
  return owners.find(({ apiVersion, kind }) => apiVersion === artifactApiVersion && kind === Artifact.kind)?.name;
}

function versionsOf(artifact: Stored<Artifact>, _cluster: string, reader: Reader): Key[] {
  return reader
    .list(ArtifactVersion, systemNamespace)
    .filter((version) => ownerOf(version) === artifact.metadata.name)
    .map(keyOf);
}

/** Which tags are kept depends on the others, where there are patterns. */
function limitedSiblings(version: Stored<ArtifactVersion>, _cluster: string, reader: Reader): Key[] {
  const owner = ownerOf(version) ?? version.metadata.labels?.[labels.artifactVersion] ?? '';
  const artifact = reader.get(Artifact, owner, systemNamespace);
  return artifact === undefined || (artifact.spec.tagPatterns ?? []).length === 0
    ? []
    : versionsOf(artifact, '', reader);
}

function allVersions(reader: Reader): Key[] {
  return reader.list(ArtifactVersion, systemNamespace).map(keyOf);
}
