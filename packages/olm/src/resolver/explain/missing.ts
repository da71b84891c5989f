import type { Asking } from '../constraints/asking.ts';
import type { Constraint } from '../constraints/variable.ts';
import type { Source } from '../source/source.ts';
import type { Sentences, Surroundings } from './sentences.ts';

/** More names than this help nobody. */
const mostNames = 10;

/** A Subscription names something that is not there: which of it is. */
export function explainMissing(
  { asking, missing }: Constraint & { readonly kind: 'subscription-without-bundle' },
  surroundings: Surroundings,
): Sentences {
  const { name, package: packageName, channel, startingCsv } = asking;
  const catalog = `CatalogSource ${asking.catalogNamespace}/${asking.catalog}`;
  const source = surroundings.visible.catalogs.find((one) => isNamed(one, asking));
  const entries = source?.ofPackage(packageName) ?? [];
  switch (missing) {
    case 'catalog':
      return explainCatalog(asking, catalog, source, surroundings);
    case 'package':
      return {
        message: `Subscription ${name} asks for package ${packageName}, which ${catalog} does not have.`,
        hint: elsewhere(packageName, catalog, surroundings.visible.catalogs),
      };
    case 'channel':
      return {
        message: `Subscription ${name} asks for channel ${channel}, which package ${packageName} of ${catalog} does not have.`,
        hint: `Set spec.channel to one that it has: ${names(entries.map((entry) => entry.channel))}.`,
      };
    case 'bundle': {
      const inChannel = entries.filter((entry) => channel === '' || entry.channel === channel);
      return {
        message: `Subscription ${name} is to start with ${startingCsv}, which channel ${channel} of package ${packageName} in ${catalog} does not have.`,
        hint: `Remove spec.startingCSV, or set it to one that the channel has: ${names(inChannel.map((entry) => entry.name))}.`,
      };
    }
  }
}

function explainCatalog(
  { name, catalogNamespace }: Asking,
  catalog: string,
  source: Source | undefined,
  { request: { namespace, globalNamespace }, visible }: Surroundings,
): Sentences {
  if (source !== undefined) {
    return {
      message: `Subscription ${name} names ${catalog}, which has no bundles.`,
      hint: `Look at the content of ${catalog}.`,
    };
  }
  if (catalogNamespace !== namespace && catalogNamespace !== globalNamespace) {
    return {
      message: `Subscription ${name} names ${catalog}, which is not visible in namespace ${namespace}.`,
      hint: `Set spec.sourceNamespace to ${globalNamespace}, whose catalogues are visible everywhere, or to ${namespace}.`,
    };
  }
  return {
    message: `Subscription ${name} names ${catalog}, which does not exist or is not visible here.`,
    hint: `Set spec.source to one that is visible: ${names(visible.catalogs.map((one) => `${one.namespace}/${one.name}`))}.`,
  };
}

function elsewhere(packageName: string, catalog: string, catalogs: readonly Source[]): string {
  const having = catalogs.filter((one) => one.ofPackage(packageName).length > 0);
  if (having.length === 0)
    return `Correct spec.name, or add the package to ${catalog}: no catalogue that this namespace sees has it.`;
  return `Set spec.source and spec.sourceNamespace to a CatalogSource that has it: ${names(having.map((one) => `${one.namespace}/${one.name}`))}.`;
}

function isNamed(source: Source, { catalog, catalogNamespace }: Asking): boolean {
  return source.name === catalog && source.namespace === catalogNamespace;
}

function names(all: readonly string[]): string {
  const different = [...new Set(all)].sort();
  const more = different.length - mostNames;
  return different.slice(0, mostNames).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
