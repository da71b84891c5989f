import {
  CatalogSource,
  ConfigMap,
  catalogSourceReasons,
  Namespace,
  NetworkPolicy,
  olmLabels,
  Pod,
  Role,
  RoleBinding,
  Service,
  ServiceAccount,
} from '@violet/api';
import { again, type Controller, defineController, done, type Key, type Step, watch } from '@violet/controller';
import type { KubernetesObject, Stored } from '@violet/machinery';
import type { CatalogFleet } from '../catalogs/catalogs.ts';
import { pollIntervalOf } from '../catalogs/poll-interval.ts';
import { adoptConfigMap } from './adopt-config-map.ts';
import { type RegistryImages, upstreamImages } from './objects/pod-images.ts';
import { poll } from './pods/poll.ts';
import { ensureRegistry } from './registry/ensure-registry.ts';
import { specProblem } from './source-type.ts';
import { awaitsConnection, clearProblem, reportHealth, setProblem } from './status.ts';
import { followTemplate } from './template/follow-template.ts';
import { observeWorld, type World } from './world.ts';

export interface CatalogSourceDependencies {
  catalogs: CatalogFleet;
  images?: RegistryImages;
}

/** Says how the catalogues of a cluster are, and makes the objects that OLM makes for them. */
export function catalogSourceController({ catalogs, images = upstreamImages }: CatalogSourceDependencies): Controller {
  return defineController<CatalogSource, World>({
    name: 'catalog-source',
    scope: 'member',
    kind: CatalogSource,
    watches: [
      watch({ kind: ConfigMap, labelSelector: `${olmLabels.managed}=false`, keys: owners }),
      watch({ kind: Pod, labelSelector: olmLabels.catalogSource, keys: owners }),
      ...[NetworkPolicy, Role, RoleBinding, Service, ServiceAccount].map((kind) =>
        watch({ kind, labelSelector: `${olmLabels.managed}=true`, keys: owners }),
      ),
      watch({ kind: Namespace, metadataOnly: true, keys: () => [] }),
    ],
    alsoWhen: (requeueAll, cluster) => catalogs.of(cluster).subscribe(requeueAll),
    observe: (source, reader, key) => {
      const catalog = catalogs.of(reader.cluster).get(key.namespace ?? '', key.name);
      return observeWorld(source, reader, { images, catalog });
    },
    steps: [
      clear,
      template,
      checkSpec,
      adoptConfigMap,
      ensureRegistry,
      checkInterval,
      report,
      retry,
      awaitNextSecond,
      poll,
    ],
  });
}

const clear: Step<CatalogSource, World> = (source) => clearProblem(source);

const template: Step<CatalogSource, World> = async (source, { reader }, context) =>
  await followTemplate(source, reader.client, context);

const checkSpec: Step<CatalogSource, World> = (source) => {
  const message = specProblem(source.spec);
  if (message === undefined) return undefined;
  setProblem(source, { reason: catalogSourceReasons.specInvalid, message });
  return done;
};

const checkInterval: Step<CatalogSource, World> = (source) => {
  const message = pollIntervalOf(source)?.problem;
  if (message !== undefined) setProblem(source, { reason: catalogSourceReasons.invalidInterval, message });
};

const report: Step<CatalogSource, World> = (source, { catalog }, { now }) => {
  if (catalog !== undefined) reportHealth(source, catalog, now());
};

const awaitNextSecond: Step<CatalogSource, World> = (source, { catalog }) =>
  catalog !== undefined && awaitsConnection(source) ? again(1_000) : undefined;

/** What failed for the pods is tried again when all else was said. */
const retry: Step<CatalogSource, World> = (_, { failure }) => {
  if (failure !== undefined) throw failure;
};

function owners({ metadata }: Stored<KubernetesObject>): Key[] {
  const { namespace, ownerReferences = [] } = metadata;
  if (namespace === undefined) return [];
  return ownerReferences
    .filter(({ kind, apiVersion }) => kind === CatalogSource.kind && apiVersion.startsWith(`${CatalogSource.group}/`))
    .map(({ name }) => ({ namespace, name }));
}
