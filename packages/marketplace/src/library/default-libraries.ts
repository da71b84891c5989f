import { artifactLibraries, fieldManagers, Library, labels, Namespace, systemNamespace } from '@violet/api';
import { defineController, type Reader, type Step, watch } from '@violet/controller';
import { formatApiVersion, type KubernetesObject } from '@violet/machinery';

interface LibrariesWorld {
  missing: readonly string[];
  create(name: string): Promise<void>;
}

/** The libraries that every cluster has: Artifacts are in the one that their label names. */
export function defaultLibrariesController() {
  return defineController<KubernetesObject, LibrariesWorld>({
    name: 'default-libraries',
    scope: 'member',
    kind: Namespace,
    fieldSelector: `metadata.name=${systemNamespace}`,
    watches: [watch({ kind: Library, namespace: systemNamespace, keys: () => [{ name: systemNamespace }] })],
    observe,
    steps: [createMissing],
  });
}

const createMissing: Step<KubernetesObject, LibrariesWorld> = async (_namespace, { missing, create }) => {
  for (const name of missing) await create(name);
};

function observe(_namespace: KubernetesObject, reader: Reader): LibrariesWorld {
  const libraries = reader.client.resource(Library, systemNamespace);
  return {
    missing: artifactLibraries.filter((name) => reader.get(Library, name, systemNamespace) === undefined),
    async create(name) {
      const library = {
        apiVersion: formatApiVersion(Library.group, Library.version),
        kind: Library.kind,
        metadata: { name, namespace: systemNamespace },
        spec: { artifactSelector: { matchLabels: { [labels.library]: name } }, imagePullSecrets: [] },
      };
      await libraries.apply(library, { fieldManager: fieldManagers.platform, force: true });
    },
  };
}
