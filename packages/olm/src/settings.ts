import type { Metrics } from '@violet/controller';
import type { Registry } from '@violet/oci';

/** What the engine must be told about its surroundings. */
export interface OlmSettings {
  /** Catalogues of this namespace are visible in every namespace. */
  catalogNamespace: string;
  /** The registry that holds an image. Images of bundles and catalogues are read in this process, never by a Job. */
  openRegistry: (image: string) => Registry;
  /** `host:port` of an HTTP proxy through which the addresses of catalogues are dialled; loopback never is. */
  catalogProxy?: string;
  /** Takes what OLM counts, under its names. */
  metrics?: Metrics;
  /** Kinds that bundles may hold beside those that OLM knows. */
  alsoSupportedKinds?: readonly string[];
  /** Copies of CSVs appear in these namespaces even where the OLMConfig turns them off. */
  protectedCopiedCsvNamespaces?: readonly string[];
}
