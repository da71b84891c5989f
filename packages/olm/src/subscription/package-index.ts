import type { CatalogContent, RegistryBundle, RegistryPackage } from '@violet/bundles';

interface PackageContent {
  package: RegistryPackage | undefined;
  bundles: RegistryBundle[];
}

const indexes = new WeakMap<CatalogContent, Map<string, PackageContent>>();

/** One package of a content; the whole content is walked once only, however many Subscriptions ask. */
export function packageOf(content: CatalogContent, name: string): PackageContent | undefined {
  let index = indexes.get(content);
  if (index === undefined) {
    index = indexOf(content);
    indexes.set(content, index);
  }
  return index.get(name);
}

function indexOf({ packages, bundles }: CatalogContent): Map<string, PackageContent> {
  const index = new Map<string, PackageContent>();
  for (const bundle of bundles) {
    const known = index.get(bundle.packageName);
    if (known !== undefined) known.bundles.push(bundle);
    else index.set(bundle.packageName, { package: undefined, bundles: [bundle] });
  }
  for (const one of packages) {
    const known = index.get(one.name);
    if (known !== undefined) known.package = one;
  }
  return index;
}
