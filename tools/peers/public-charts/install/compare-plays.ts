import { differsBeyondChance } from '../mask.ts';
import { differentFields } from './different-fields.ts';
import type { Dump } from './kubectl.ts';
import type { Play } from './play.ts';

/** What our play has not in common with Helm's, one line each. What Helm itself does otherwise `again` does not count. */
export function comparePlays(ours: Play, theirs: Play, again: Play = theirs): string[] {
  return [
    ...compareTexts('refusal', ours.refusal, theirs.refusal),
    ...compareDumps(ours.installed, theirs.installed, again.installed),
    ...[...theirs.views].flatMap(([view, text]) =>
      differsBeyondChance(ours.views.get(view) ?? '', text, again.views.get(view) ?? '') ? [`helm get ${view}`] : [],
    ),
    ...compareTexts('uninstalling', ours.clinging, theirs.clinging),
    ...compareDumps(ours.left, theirs.left, again.left).map((line) => `left: ${line}`),
  ];
}

function compareTexts(what: string, ours: string | undefined, theirs: string | undefined): string[] {
  return ours === theirs ? [] : [`${what}: Helm says ${theirs}`, `${what}: we say ${ours}`];
}

function compareDumps(ours: Dump, theirs: Dump, again: Dump): string[] {
  const names = new Set([...theirs.keys(), ...ours.keys()]);
  return [...names].flatMap((name) => {
    const [mine, one, other] = [ours.get(name), theirs.get(name), again.get(name)];
    if (mine === undefined && one !== undefined) return other === undefined ? [] : [`${name}: only Helm's`];
    if (mine !== undefined && one === undefined) return other !== undefined ? [] : [`${name}: only ours`];
    const chance = new Set(differentFields(one, other));
    const fields = differentFields(mine, one).filter((field) => !chance.has(field));
    return fields.length === 0 ? [] : [`${name}: ${fields.slice(0, 5).join(', ')}`];
  });
}
