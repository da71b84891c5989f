import type { Catalog, Catalogs } from '../catalogs/catalogs.ts';
import { type OfferedPackage, packageManifests } from './package-manifests.ts';

/** The packages that the namespaces of one cluster can subscribe to, computed once for each state of a catalogue. */
export class PackageProvider {
  readonly #catalogs: Catalogs;
  readonly #offered = new WeakMap<object, { catalog: Catalog; packages: OfferedPackage[] }>();

  constructor(catalogs: Catalogs) {
    this.#catalogs = catalogs;
  }

  /**
   * In a namespace its own packages and those that are global, all with that namespace; without one all packages where
   * their catalogues are. Two catalogues may offer packages of one name.
   */
  list(namespace: string | undefined): OfferedPackage[] {
    const catalogs = namespace === undefined ? this.#catalogs.list() : this.#catalogs.visibleFrom(namespace);
    const packages = catalogs.flatMap((catalog) => this.#packagesOf(catalog));
    return namespace === undefined ? packages : packages.map((one) => inNamespace(one, namespace));
  }

  /** Of several packages of this name the first, those of the namespace's own catalogues before the global ones. */
  get(namespace: string, name: string): OfferedPackage | undefined {
    for (const catalog of this.#catalogs.visibleFrom(namespace)) {
      const found = this.#packagesOf(catalog).find(({ manifest }) => manifest.metadata.name === name);
      if (found !== undefined) return inNamespace(found, namespace);
    }
    return undefined;
  }

  #packagesOf(catalog: Catalog): OfferedPackage[] {
    const { snapshot, source, heads } = catalog;
    if (snapshot === undefined) return [];
    const known = this.#offered.get(snapshot);
    if (known?.catalog.source === source && known.catalog.heads === heads) return known.packages;
    const packages = packageManifests(catalog);
    this.#offered.set(snapshot, { catalog, packages });
    return packages;
  }
}

function inNamespace(one: OfferedPackage, namespace: string): OfferedPackage {
  const { manifest } = one;
  if (manifest.metadata.namespace === namespace) return one;
  return { ...one, manifest: { ...manifest, metadata: { ...manifest.metadata, namespace } } };
}
