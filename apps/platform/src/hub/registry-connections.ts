import { connectRegistry, parseReference, type Registry } from '@violet/oci';
import type { OpenRegistry } from '@violet/releases';
import type { RegistryAccess } from './registry-access.ts';

/** The platform's own authority is trusted for the platform's own registry alone. */
export function registryOpener({ address: own, ca }: RegistryAccess): OpenRegistry {
  return (address, credentials) => connectRegistry({ address, credentials, ...(address === own ? { ca } : {}) });
}

/** Connections to the registries that images name, one each; the platform's own is reached with its own account. */
export class ImageRegistries {
  readonly #own: RegistryAccess;
  readonly #open = new Map<string, Registry>();

  constructor(own: RegistryAccess) {
    this.#own = own;
  }

  of(image: string): Registry {
    const { registry: address = this.#own.address } = parseReference(image);
    const known = this.#open.get(address);
    if (known !== undefined) return known;
    const credentials = address === this.#own.address ? this.#own : undefined;
    const registry = registryOpener(this.#own)(address, credentials);
    this.#open.set(address, registry);
    return registry;
  }

  close(): void {
    for (const registry of this.#open.values()) registry.close();
    this.#open.clear();
  }
}
