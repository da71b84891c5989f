import type { Asking } from '../constraints/asking.ts';
import type { UnavailableCatalog } from '../request.ts';
import type { Entry } from '../source/entry.ts';

/** What keeps a Subscription from being considered at all. */
export interface Obstacle {
  /** Upstream's words. */
  readonly text: string;
  readonly message: string;
  readonly hint: string;
}

export function obstacleOfUnavailable(asking: Asking, { namespace, name, message }: UnavailableCatalog): Obstacle {
  return {
    text: `error using catalogsource ${namespace}/${name}: ${message}`,
    message: `CatalogSource ${namespace}/${name}, which Subscription ${asking.name} names, cannot be read: ${message}.`,
    hint: `Look at the status of CatalogSource ${namespace}/${name}; the Subscription goes on as soon as it answers.`,
  };
}

/** Two bundles of one name in one channel. */
export function obstacleOfTwins(subscription: string, entry: Entry): Obstacle {
  const { name, channel, source } = entry;
  return {
    text: describeTwins(entry),
    message: `Subscription ${subscription} needs bundle ${name}, which channel ${channel} of CatalogSource ${source.namespace}/${source.name} has more than once.`,
    hint: `Choose another channel, or have the catalogue's publisher remove all but one bundle ${name}.`,
  };
}

export function describeTwins(entry: Entry): string {
  return `expected exactly one operator, got ${entry.source.countTwins(entry)}`;
}

/** Problems of bundles that a Subscription may choose, or of what these require. */
export function obstacleOfProblems(subscription: string, problems: readonly string[]): Obstacle {
  const [problem = ''] = problems;
  const text = problems.length === 1 ? problem : `[${problems.join(', ')}]`;
  // Upstream's words name the channel that cannot be sorted.
  const [, channel, packageName] = /channel "(.*?)" of package "(.*?)"/.exec(problem) ?? [];
  if (channel === undefined) {
    return {
      text,
      message: `Subscription ${subscription} cannot be resolved because of a bundle that it may need: ${problem}.`,
      hint: "Have the catalogue's publisher correct the bundle's properties, or choose another channel.",
    };
  }
  return {
    text,
    message: `Subscription ${subscription} cannot be resolved because the bundles in channel ${channel} of package ${packageName} are not one chain of upgrades, so that the newest one cannot be told.`,
    hint: `Choose another channel, have the catalogue's publisher connect the bundles by replaces or skips, or, where nothing is installed yet, name one bundle as spec.startingCSV.`,
  };
}
