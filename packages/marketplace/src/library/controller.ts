import { ArtifactVersion, CatalogSource, fieldManagers, Library, labels, systemNamespace } from '@violet/api';
import {
  again,
  completeConditions,
  defineController,
  done,
  type Key,
  keyOf,
  type Outcome,
  type Reader,
  type Step,
  type StepContext,
  type Verdict,
  watch,
} from '@violet/controller';
import { elapsedSince, formatApiVersion, type Stored } from '@violet/machinery';
import { otherNotation, plainNotation } from '../catalog-server/address-notation.ts';
import type { Shelves } from '../shelf/shelf.ts';
import { type ConnectionSight, judgeConnection, type Outage, type Remedy } from './judge-connection.ts';
import { libraryProblem } from './library-problem.ts';
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
  connections: Connections;
}

/** OLM's connections to the catalogue, and what is remembered of them between runs. */
interface Connections {
  known: Outage | undefined;
  sight(context: Pick<StepContext, 'now' | 'monotonicMs'>): Promise<ConnectionSight>;
  remedies: Readonly<Record<Remedy, () => Promise<void>>>;
  remember(outage: Outage | undefined): void;
}

type LibraryStep = Step<Library, LibraryWorld>;

const accepted = 'Accepted';

/** Libraries: each is a catalogue over gRPC with a CatalogSource, whose content follows the shelf. */
export function libraryController({ shelves, served }: LibrarySettings) {
  const outages = new Map<string, Outage>();
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
    observe: (library, reader) => observe(library, reader, { shelves, served, outages }),
    steps: [tellProblem, publishContent, keepSource, healConnections],
    async whenAbsent({ name }, reader) {
      outages.delete(`${reader.cluster}/${name}`);
      await served.close(reader.cluster, name);
    },
    alsoWhen: (requeueAll, cluster) =>
      shelves.of(cluster).subscribe(({ type }) => {
        if (type !== 'problems') requeueAll();
      }),
  });
}

const tellProblem: LibraryStep = (library, _world, { now }): Outcome | undefined => {
  const problem = libraryProblem(library);
  const verdict: Verdict = {
    type: accepted,
    ...(problem === undefined
      ? { status: 'True', reason: accepted, message: '' }
      : { status: 'False' as const, ...problem }),
  };
  const { phase = 'Pending', lastUpdateTime = wholeSeconds(now()), conditions } = library.status ?? {};
  const unknown = { reason: 'NotJudged', message: '' };
  library.status = {
    phase,
    lastUpdateTime,
    conditions: completeConditions(conditions, [accepted], unknown, [verdict], now(), library.metadata.generation),
  };
  if (problem?.reason !== 'NameInvalid') return undefined;
  library.status.phase = 'Failed';
  return done;
};

const publishContent: LibraryStep = async (library, { isLoaded, publish }, { now }): Promise<Outcome | undefined> => {
  const waitMs = isLoaded ? await publish() : 0;
  const phase = isLoaded ? 'Synced' : 'Pending';
  if (library.status?.phase !== phase) {
    library.status = { ...library.status, phase, lastUpdateTime: wholeSeconds(now()) };
  }
  return waitMs > 0 ? again(waitMs) : undefined;
};

/** A catalogue that does not answer stops every resolution: nobody is told of it before it is loaded. */
const keepSource: LibraryStep = async (_library, { source, isLoaded, open, applySource }) => {
  if (!isLoaded) return;
  const address = await open();
  const isSame = plainNotation(source?.spec.address ?? '') === address && source?.spec.sourceType === 'grpc';
  if (!isSame) await applySource(address);
};

/** OLM's clients back off for minutes, and nobody tells them that the catalogue can be reached again. */
const healConnections: LibraryStep = async (_library, { isLoaded, connections }, context) => {
  if (!isLoaded) return undefined;
  const { known, sight, remedies, remember } = connections;
  const { outage, remedy, lookAgainMs } = judgeConnection(known, await sight(context));
  if (remedy !== undefined) await remedies[remedy]();
  remember(outage);
  return lookAgainMs === undefined ? undefined : again(lookAgainMs);
};

function wholeSeconds(time: Date): string {
  return time.toISOString().replace(/\.\d+Z$/, 'Z');
}

interface Memory extends LibrarySettings {
  outages: Map<string, Outage>;
}

function observe({ metadata }: Stored<Library>, reader: Reader, memory: Memory): LibraryWorld {
  const { name } = metadata;
  const { shelves, served } = memory;
  const { cluster } = reader;
  const shelf = shelves.of(cluster);
  const source = reader.get(CatalogSource, name, systemNamespace);
  return {
    source,
    isLoaded: shelf.isLoaded(reader.list(ArtifactVersion, systemNamespace).map((version) => version.metadata.name)),
    open: () => served.open(cluster, name),
    publish: () => served.publish(cluster, name, shelf),
    async applySource(address) {
      const written = await reader.client
        .resource(CatalogSource, systemNamespace)
        .apply(catalogSource(metadata, address), { fieldManager: fieldManagers.platform, force: true });
      await reader.whenSeen(CatalogSource, written);
    },
    connections: connectionsOf(name, source, { reader, memory }),
  };
}

function connectionsOf(
  name: string,
  source: CatalogSource | undefined,
  { reader, memory: { served, outages } }: { reader: Reader; memory: Memory },
): Connections {
  const { cluster } = reader;
  const key = `${cluster}/${name}`;
  const sources = reader.client.resource(CatalogSource, systemNamespace);
  const { lastObservedState, lastConnect } = source?.status?.connectionState ?? {};
  return {
    known: outages.get(key),
    sight: async ({ now, monotonicMs }) => ({
      now: monotonicMs(),
      state: lastObservedState,
      stateForMs: elapsedSince(lastConnect, now()),
      packagesAsked: await served.packagesAsked(cluster, name),
    }),
    remedies: {
      async redial() {
        await sources.patchStatus(name, { type: 'merge', body: { status: { registryService: null } } });
      },
      // What else people have written into it stays.
      async move() {
        const address = otherNotation(source?.spec.address ?? (await served.open(cluster, name)));
        await sources.patch(
          name,
          { type: 'merge', body: { spec: { address } } },
          { fieldManager: fieldManagers.platform },
        );
      },
    },
    remember(outage) {
      if (outage === undefined) outages.delete(key);
      else outages.set(key, outage);
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
