import { writeFileSync } from 'node:fs';
import { type Allowed, reasonFor } from './allowed.ts';
import { type Before, clusterObjectsBefore, collect, newClusterObjects } from './collect.ts';
import { type Difference, print } from './compare.ts';
import type { Side, Sides } from './sides.ts';
import { differencesAtRest } from './until-equal.ts';

/** Compares both sides again and again, and remembers which allowances that took. */
export interface Comparison {
  /** What differs in these namespaces (the operator's own first) and in what mentions them, once both are at rest. */
  of(what: string, namespaces: readonly string[]): Promise<string[]>;
  /** What differs in all that is new in the cluster. */
  ofCluster(what: string): Promise<string[]>;
  /** Which of these nothing has needed, though it does not come by chance. */
  unneeded(allowances: readonly Allowed[]): string[];
}

export function startComparison(sides: Sides): Comparison {
  // One of them may not have all yet that it makes by itself.
  const before: Before = new Set(sides.both.flatMap(({ watched }) => [...clusterObjectsBefore(watched)]));
  const used = new Set<Allowed>();
  const report: string[] = [];
  const matters = (difference: Difference) => reasonFor(difference) === undefined;

  function judge(what: string, found: readonly Difference[]): string[] {
    for (const difference of found) {
      const reason = reasonFor(difference);
      if (reason !== undefined) used.add(reason);
    }
    const lines = found.filter(matters).map((difference) => `${what}: ${print(difference)}`);
    report.push(...lines);
    const file = process.env['VIOLET_DIFFERENCES'];
    if (file !== undefined) writeFileSync(file, report.join('\n'));
    return lines;
  }

  return {
    unneeded: (allowances) =>
      allowances
        .filter((one) => one.byChance !== true && !used.has(one))
        .map(({ object, path, reason }) => `${object.source} ${path.source}: ${reason}`),
    async of(what, namespaces) {
      const objects = (side: Side) => collect(side.watched, namespaces, before);
      return judge(what, await differencesAtRest(sides, objects, matters));
    },
    async ofCluster(what) {
      const objects = (side: Side) => newClusterObjects(side.watched, before);
      return judge(what, await differencesAtRest(sides, objects, matters));
    },
  };
}
