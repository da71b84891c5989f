import type { Subscription } from '@violet/api';
import type { Metrics } from '@violet/controller';
import type { Stored } from '@violet/machinery';
import type { CatalogName } from './catalogs/catalogs.ts';
import type { OpenImageRegistry } from './images/image-reading.ts';

/** What the engine must be told about its surroundings. */
export interface OlmSettings {
  /** Catalogues of this namespace are visible in every namespace. */
  catalogNamespace: string;
  /** Images of bundles and catalogues are read in this process, never by a Job. */
  openRegistry: OpenImageRegistry;
  /**
   * What may be dialled for a catalogue beside the public internet, each with `:port` or for all ports: a network or an address
   * (`10.0.0.0/8`), a host by its name (`catalogs.example.com`, `*.svc`), or `*`.
   */
  allowedPlaces?: readonly string[];
  /** Whether the platform itself serves a CatalogSource of a cluster with this address: it may be anywhere. */
  isOwnCatalog?: (cluster: string, catalog: CatalogName, address: string) => boolean;
  /**
   * Whether an operator whose CSV has these annotations is installed and upgraded only when somebody has approved it, whatever its Subscription
   * says. Subscriptions of dependencies then ask for approval, too.
   */
  mustBeApproved?: (annotations: Record<string, string>) => boolean;
  /**
   * Why a Subscription must not have an operator whose CSV has these annotations; undefined where it may. No plan is made for one that must not,
   * and its condition `Blocked` says this. `others` are all Subscriptions of the cluster, this one among them.
   */
  refusal?: (
    subscription: Stored<Subscription>,
    annotations: Record<string, string>,
    others: readonly Stored<Subscription>[],
  ) => string | undefined;
  /** Takes what OLM counts, under its names. */
  metrics?: Metrics;
  /** Kinds that bundles may hold beside those that OLM knows. */
  alsoSupportedKinds?: readonly string[];
  /** Copies of CSVs appear in these namespaces even where the OLMConfig turns them off. */
  protectedCopiedCsvNamespaces?: readonly string[];
}
