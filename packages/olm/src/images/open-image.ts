import type { CatalogSource } from '@violet/api';
import type { Stored } from '@violet/machinery';
import { parseReference, type Registry } from '@violet/oci';
import type { Member, Surroundings } from '../surroundings.ts';
import { pullCredentials } from './pull-secrets.ts';

/** A reading that takes longer is a registry that dribbles. */
const TIMEOUT_MS = 10 * 60_000;

/** Opens the registry of an image for one reading. */
export type OpenImage = (image: string, source: Stored<CatalogSource>, member: Member) => Promise<Registry>;

/**
 * Images of catalogues and bundles are read with what the CatalogSource itself has: its pull secrets, or nothing. The platform's account
 * is for the catalogues of the catalogue namespace alone, or whoever may write a CatalogSource would read everything that the platform can.
 */
export function imageOpener({ openRegistry, catalogNamespace, isOwn, reach }: Surroundings): OpenImage {
  return async (image, source, member) => {
    const { registry } = parseReference(image);
    const credentials = registry === undefined ? undefined : await pullCredentials(source, registry, member.client);
    return openRegistry(image, {
      isTrusted: source.metadata.namespace === catalogNamespace,
      signal: AbortSignal.timeout(TIMEOUT_MS),
      ...(credentials === undefined ? {} : { credentials }),
      ...(isOwn(source, member) ? {} : { addressesOf: reach(member) }),
    });
  };
}
