import { connectRegistry, parseReference } from '@violet/oci';
import type { OpenImageRegistry } from '@violet/olm';
import type { OpenRegistry } from '@violet/releases';
import type { RegistryAccess } from './registry-access.ts';

/** The platform's own authority is trusted for the platform's own registry alone. */
export function registryOpener({ address: own, ca }: RegistryAccess): OpenRegistry {
  return (address, credentials) => connectRegistry({ address, credentials, ...(address === own ? { ca } : {}) });
}

/** With the platform's account, for what the platform itself puts into it. */
export function ownRegistry(own: RegistryAccess) {
  const { address, ca } = own;
  return { address, open: () => connectRegistry({ address, ca, credentials: own }) };
}

/**
 * For images that catalogues name. The platform's own registry may be reached wherever it is, by the platform's account for those whom
 * the platform trusts; every other one with what the catalogue brings, where the catalogue may go.
 */
export function imageRegistryOpener(own: RegistryAccess): OpenImageRegistry {
  return (image, { credentials, isTrusted, addressesOf, signal }) => {
    const { registry: address = own.address } = parseReference(image);
    if (address !== own.address) return connectRegistry({ address, credentials, addressesOf, signal });
    const account = isTrusted ? own : undefined;
    return connectRegistry({ address, credentials: credentials ?? account, ca: own.ca, signal });
  };
}
