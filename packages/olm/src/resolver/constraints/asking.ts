import type { SubscriptionInput } from '../request.ts';

/** A Subscription with its absent fields as empty texts. */
export interface Asking {
  readonly name: string;
  readonly package: string;
  readonly channel: string;
  readonly catalog: string;
  readonly catalogNamespace: string;
  readonly startingCsv: string;
  readonly installedCsv: string;
}

export function askingOf({ metadata, spec, status }: SubscriptionInput): Asking {
  return {
    name: metadata.name ?? '',
    package: spec.name ?? '',
    channel: spec.channel ?? '',
    catalog: spec.source ?? '',
    catalogNamespace: spec.sourceNamespace ?? '',
    startingCsv: spec.startingCSV ?? '',
    installedCsv: status?.installedCSV ?? '',
  };
}

/** The first thing a Subscription names that is not there. */
export type Missing = 'catalog' | 'package' | 'channel' | 'bundle';

/** Upstream's words for it. */
export function describeMissing(asking: Asking, missing: Missing): string {
  const { name, package: packageName, channel, catalog, catalogNamespace, startingCsv } = asking;
  const inCatalog = `in the catalog referenced by subscription ${name}`;
  switch (missing) {
    case 'catalog':
      return `no operators found from catalog ${catalog} in namespace ${catalogNamespace} referenced by subscription ${name}`;
    case 'package':
      return `no operators found in package ${packageName} ${inCatalog}`;
    case 'channel':
      return `no operators found in channel ${channel} of package ${packageName} ${inCatalog}`;
    case 'bundle':
      return `no operators found with name ${startingCsv} in channel ${channel} of package ${packageName} ${inCatalog}`;
  }
}
