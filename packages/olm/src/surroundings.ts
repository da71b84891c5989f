import type { CatalogSource } from '@violet/api';
import type { Cluster } from '@violet/kube';
import type { Stored } from '@violet/machinery';
import { readAllowedPlaces } from '@violet/oci';
import type { OpenImageRegistry } from './images/image-reading.ts';
import { type Reach, reachOf } from './reach/reach.ts';
import type { OlmSettings } from './settings.ts';

/** A cluster by its name in the fleet, and its client. */
export interface Member {
  name: string;
  client: Cluster;
}

/** What may be reached on behalf of a catalogue, and with which rights. */
export interface Surroundings {
  catalogNamespace: string;
  openRegistry: OpenImageRegistry;
  /** The platform itself serves this catalogue. */
  isOwn(source: Stored<CatalogSource>, member: Member): boolean;
  reach(member: Member): Reach;
}

/** Throws Invalid for places that cannot be read. */
export function surroundingsOf(
  settings: Pick<OlmSettings, 'catalogNamespace' | 'openRegistry' | 'allowedPlaces' | 'isOwnCatalog'>,
): Surroundings {
  const { catalogNamespace, openRegistry, allowedPlaces = [], isOwnCatalog } = settings;
  const allowed = readAllowedPlaces(allowedPlaces);
  return {
    catalogNamespace,
    openRegistry,
    isOwn: ({ metadata: { name, namespace = '' }, spec: { address = '' } }, member) =>
      address !== '' && isOwnCatalog?.(member.name, { namespace, name }, address) === true,
    reach: ({ client }) => reachOf({ cluster: client, allowed }),
  };
}
