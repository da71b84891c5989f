import { sortForSubscription } from '../channels/sort-for-subscription.ts';
import type { Entry } from '../source/entry.ts';
import { type Offer, offerOf } from '../source/offer.ts';
import type { Source } from '../source/source.ts';
import type { Problem } from '../version/semantic-version.ts';
import { isInRange } from '../version/version-range.ts';
import type { Asking, Missing } from './asking.ts';

/** What a Subscription may choose from, by preference, or what it names that is not there. */
export type Choice = { readonly candidates: readonly Entry[] } | { readonly missing: Missing } | Problem;

/** The bundles that may follow what is installed, or with which to begin. */
export function chooseFrom(asking: Asking, installed: Entry | undefined, sources: readonly Source[]): Choice {
  const offer = offerOf(sources, asking.package, asking.channel);
  const startingCsv = installed === undefined ? asking.startingCsv : '';
  const entries = startingCsv === '' ? offer.entries : offer.entries.filter(({ name }) => name === startingCsv);
  if (entries.length === 0) return { missing: offer.missing ?? 'bundle' };
  const sorted = startingCsv === '' ? offer.sorted : sortForSubscription(entries);
  if ('problem' in sorted) return sorted;
  const following = installed === undefined ? sorted : sorted.filter((entry) => canFollow(entry, installed));
  return { candidates: offer.twins.size === 0 ? following : following.flatMap((entry) => withTwins(entry, offer)) };
}

function canFollow(entry: Entry, installed: Entry): boolean {
  if (entry.replaces === installed.name || entry.skips.includes(installed.name)) return true;
  return (
    entry.skipRange !== undefined && installed.version !== undefined && isInRange(installed.version, entry.skipRange)
  );
}

/** A bundle of several channels counts in all of them wherever it is preferred in one. */
function withTwins(entry: Entry, { twins }: Offer): Entry[] {
  const others = twins.get(entry.name)?.filter(({ id }) => id !== entry.id) ?? [];
  return [entry, ...others];
}
