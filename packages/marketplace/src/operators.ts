import { annotations, type Subscription, systemNamespace } from '@violet/api';
import type { AdmissionHandler, Controller, Webhook } from '@violet/controller';
import type { Cluster } from '@violet/kube';
import type { Stored } from '@violet/machinery';
import { artifactController } from './artifact/controller.ts';
import type { Registries } from './artifact-version/bundle-source.ts';
import { artifactVersionController } from './artifact-version/controller.ts';
import { catalogHealthController } from './catalog-health/controller.ts';
import { startCatalogServer } from './catalog-server/catalog-server.ts';
import { guardAdmission, guardWebhooks } from './guard/admission.ts';
import { guardController } from './guard/controller.ts';
import { isPlatformOperator } from './guard/operator-source.ts';
import { providerTypesOfPackages } from './guard/provider-types.ts';
import { providerTypesOfShelf } from './guard/provider-types-of-shelf.ts';
import { guardVerdict } from './guard/verdict.ts';
import { libraryController } from './library/controller.ts';
import { defaultLibrariesController } from './library/default-libraries.ts';
import { type PlaceOfLibrary, ServedLibraries } from './library/served-libraries.ts';
import type { RegistryContents } from './local/registry-contents.ts';
import { modulePluginViewController } from './module-plugin-view/controller.ts';
import { operatorViewController } from './operator-view/controller.ts';
import { Shelves } from './shelf/shelf.ts';
import { targetNamespacesController } from './target-namespaces/controller.ts';
import { uninstallController } from './uninstall/controller.ts';

export interface OperatorMarketSettings extends Registries {
  /** Changes of the platform's registry, where it tells of them. */
  contents?: RegistryContents;
  /** Where catalogues listen; default: a free port of 127.0.0.1 each. */
  placeOf?: PlaceOfLibrary;
}

/** Everything that offers operators in clusters, with the gRPC server of their catalogues. */
export interface OperatorMarket {
  /** Those of the views are hub-scoped, the others member-scoped. */
  controllers: Controller[];
  /** The guard of one cluster: what its webhook server answers, and what the cluster has to ask. */
  guard(cluster: string, client: () => Cluster | undefined): { handler: AdmissionHandler; webhooks: Webhook[] };
  /** Whether a CatalogSource of a cluster with this address is one of the platform's own catalogues. */
  isOwnCatalog(cluster: string, catalog: { namespace: string; name: string }, address: string): boolean;
  /** Whether an operator whose CSV has these annotations is one that people install and upgrade by hand only. */
  mustBeApproved(annotations: Readonly<Record<string, string>>): boolean;
  /** What the guard says of a Subscription that would get an operator whose CSV has these annotations; undefined where it may have it. */
  refusal(
    subscription: Subscription,
    annotations: Readonly<Record<string, string>>,
    others: readonly Stored<Subscription>[],
  ): string | undefined;
  close(): Promise<void>;
}

const anyPort = '127.0.0.1:0';

export function openOperatorMarket(settings: OperatorMarketSettings): OperatorMarket {
  const { openRegistry, ownRegistry, contents } = settings;
  const server = startCatalogServer();
  const shelves = new Shelves();
  const served = new ServedLibraries(server, settings.placeOf ?? (() => ({ listen: anyPort })));
  const providerTypesOn = (cluster: string) => providerTypesOfShelf(shelves.of(cluster), providerTypesOfPackages);
  const onPackages = (cluster: string, listener: () => void) => shelves.of(cluster).subscribe(listener);
  return {
    controllers: [
      defaultLibrariesController(),
      libraryController({ shelves, served }),
      artifactController({ openRegistry, contents }),
      artifactVersionController({ openRegistry, ownRegistry, shelves, contents }),
      targetNamespacesController(),
      uninstallController(),
      guardController({ providerTypesOn, onPackages }),
      catalogHealthController(),
      operatorViewController(),
      modulePluginViewController(),
    ],
    guard: (cluster, client) => ({
      handler: guardAdmission(cluster, { client, providerTypes: providerTypesOn(cluster) }),
      webhooks: guardWebhooks(cluster),
    }),
    isOwnCatalog: (cluster, { namespace, name }, address) =>
      namespace === systemNamespace && served.isServedAt(cluster, name, address),
    mustBeApproved: (found) => isPlatformOperator(found[annotations.providerType]),
    refusal: (subscription, found, others) =>
      guardVerdict(subscription, { providerType: found[annotations.providerType], others })?.message,
    close: () => server.close(),
  };
}
