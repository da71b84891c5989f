import type { CatalogContent, RegistryBundle, RegistryPackage } from '@violet/bundles';
import { Failure } from '@violet/machinery';

/** The community catalogue weighs about 80 MB. */
export const heaviestCatalog = 256 * 1024 * 1024;
/** What an item takes in memory beside its texts: a message of two bytes may be a list of a million empty ones. */
const ITEM = 64;

/** About how many bytes of memory a bundle takes. */
export function weightOfBundle(bundle: RegistryBundle): number {
  const { object, providedApis, requiredApis, dependencies, properties, skips } = bundle;
  const items =
    object.length + providedApis.length + requiredApis.length + dependencies.length + properties.length + skips.length;
  let texts = bundle.csvJson.length;
  for (const text of object) texts += text.length;
  for (const { value } of properties) texts += value.length;
  for (const { value } of dependencies) texts += value.length;
  for (const text of skips) texts += text.length;
  return texts + ITEM * (items + 8);
}

export function weightOfPackage({ channels }: RegistryPackage): number {
  return ITEM * (4 * channels.length + 8);
}

export function weightOf({ packages, bundles }: CatalogContent): number {
  let weight = 0;
  for (const bundle of bundles) weight += weightOfBundle(bundle);
  for (const one of packages) weight += weightOfPackage(one);
  return weight;
}

/** Throws RequestEntityTooLarge for a catalogue that is not to be held. */
export function checkWeight(content: CatalogContent): void {
  if (weightOf(content) > heaviestCatalog) throw tooHeavy('the catalogue');
}

export function tooHeavy(what: string): Failure {
  return new Failure(
    'RequestEntityTooLarge',
    `${what} takes more than ${heaviestCatalog / 1024 / 1024} MiB: it is not read further`,
    {
      hint: 'offer fewer versions in it, or split it into several catalogues',
    },
  );
}
