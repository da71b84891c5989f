import { ArtifactVersion, CatalogSource, fieldManagers, Library, labels, systemNamespace } from '@violet/api';
import {
  again,
  defineController,
  type Key,
  keyOf,
  type Outcome,
  type Reader,
  type Step,
  watch,
} from '@violet/controller';
import { formatApiVersion, type Stored } from '@violet/machinery';
import type { Shelves } from '../shelf/shelf.ts';
import type { ServedLibraries } from './served-libraries.ts';

export interface LibrarySettings {
  shelves: Shelves;
  served: ServedLibraries;
}

interface LibraryWorld {
  source: Stored<CatalogSource> | undefined;
  /** Every ArtifactVersion of the cluster has been looked at: what is on the shelf is all there is. */
  isLoaded: boolean;
  open(): Promise<string>;
  publish(): Promise<number>;
  applySource(address: string): Promise<void>;
  reconnect(): Promise<void>;
}

type LibraryStep = Step<Library, LibraryWorld>;

/** How long a client that gave up is left alone before it is told to look again. */
const healMs = 10_000;

/** Libraries: each is a catalogue over gRPC with a CatalogSource, whose content follows the shelf. */
export function libraryController({ shelves, served }: LibrarySettings) {
  return defineController<Library, LibraryWorld>({
    name: 'library',
    scope: 'member',
    kind: Library,
    namespace: systemNamespace,
    watches: [
      watch({ kind: CatalogSource, namespace: systemNamespace, keys: (source) => [keyOf(source)] }),
      watch({
        kind: ArtifactVersion,
        namespace: systemNamespace,
        keys: (_version, _cluster, reader) => allLibraries(reader),
      }),
    ],
    observe: (library, reader) => observe(library, reader, { shelves, served }),
    steps: [publishContent, keepSource, healConnection],
    whenAbsent: ({ name }, reader) => served.close(reader.cluster, name),
    alsoWhen: (requeueAll, cluster) =>
      shelves.of(cluster).subscribe(({ type }) => {
        if (type !== 'problems') requeueAll();
      }),
  });
}

const publishContent: LibraryStep = async (library, { isLoaded, publish }, { now }): Promise<Outcome | undefined> => {
  const waitMs = isLoaded ? await publish() : 0;
  const phase = isLoaded ? 'Synced' : 'Pending';
  if (library.status?.phase !== phase) {
    library.status = {
      phase,
      lastUpdateTime: now()
        .toISOString()
        .replace(/\.\d+Z$/, 'Z'),
    };
  }
  return waitMs > 0 ? again(waitMs) : undefined;
};

/** A catalogue that does not answer stops every resolution: nobody is told of it before it is loaded. */
const keepSource: LibraryStep = async (_library, { source, isLoaded, open, applySource }) => {
  if (!isLoaded) return;
  const address = await open();
  const isSame = source?.spec.address === address && source.spec.sourceType === 'grpc';
  if (!isSame) await applySource(address);
};

/** OLM's client backs off for minutes; a CatalogSource without a registry service is connected to at once. */
const healConnection: LibraryStep = async (
  _library,
  { source, reconnect, isLoaded },
  { now },
): Promise<Outcome | undefined> => {
  if (!isLoaded || source?.status?.connectionState?.lastObservedState !== 'TRANSIENT_FAILURE') return undefined;
  const { lastConnect = '' } = source.status.connectionState;
  const sinceMs = now().getTime() - Date.parse(lastConnect);
  if (sinceMs < healMs) return again(healMs - sinceMs);
  await reconnect();
  return again(healMs);
};

function observe({ metadata }: Stored<Library>, reader: Reader, { shelves, served }: LibrarySettings): LibraryWorld {
  const { name } = metadata;
  const { cluster } = reader;
  const shelf = shelves.of(cluster);
  const sources = reader.client.resource(CatalogSource, systemNamespace);
  return {
    source: reader.get(CatalogSource, name, systemNamespace),
    isLoaded: shelf.isLoaded(reader.list(ArtifactVersion, systemNamespace).map((version) => version.metadata.name)),
    open: () => served.open(cluster, name),
    publish: () => served.publish(cluster, name, shelf),
    async applySource(address) {
      const source = catalogSource(metadata, address);
      const written = await sources.apply(source, { fieldManager: fieldManagers.platform, force: true });
      await reader.whenSeen(CatalogSource, written);
    },
    async reconnect() {
      await sources.patchStatus(name, { type: 'merge', body: { status: { registryService: null } } });
    },
  };
}

const displayNames: Readonly<Record<string, string>> = { system: 'System', platform: 'Platform', custom: 'Custom' };
/** Its operators belong to the platform itself: OperatorHub does not show them. */
const hiddenLibrary = 'system';

function catalogSource({ name, uid }: Stored<Library>['metadata'], address: string) {
  return {
    apiVersion: formatApiVersion(CatalogSource.group, CatalogSource.version),
    kind: CatalogSource.kind,
    metadata: {
      name,
      namespace: systemNamespace,
      labels: { [labels.library]: name, ...(name === hiddenLibrary ? { [labels.hidden]: 'true' } : {}) },
      ownerReferences: [
        {
          apiVersion: formatApiVersion(Library.group, Library.version),
          kind: Library.kind,
          name,
          uid,
          controller: true,
        },
      ],
    },
    spec: { sourceType: 'grpc', address, displayName: displayNames[name] ?? name },
  };
}

function allLibraries(reader: Reader): Key[] {
  return reader.list(Library, systemNamespace).map(keyOf);
}
