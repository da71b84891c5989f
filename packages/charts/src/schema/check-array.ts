import { checkAtLeast, checkAtMost } from './check-scalar.ts';
import { englishInteger } from './english-number.ts';
import { duplicates } from './equal.ts';
import { within } from './evaluate.ts';
import type { Frame } from './frame.ts';
import type { Instance } from './json-number.ts';
import type { Problem } from './problem.ts';

export function checkArray(frame: Frame, items: readonly Instance[]): void {
  const { schema } = frame;
  checkAtLeast(frame, 'minItems', items.length, schema.minItems);
  checkAtMost(frame, 'maxItems', items.length, schema.maxItems);
  const equals = schema.uniqueItems ? duplicates(items) : undefined;
  if (equals !== undefined) {
    const [earlier, later] = equals.map(englishInteger);
    frame.addAll(() => `items at ${earlier} and ${later} are equal`);
  }
  checkItems(frame, items);
  checkContains(frame, items);
}

function checkItems(frame: Frame, items: readonly Instance[]): void {
  const { firstItems = [], otherItems } = frame.schema;
  const own = Math.min(firstItems.length, items.length);
  for (const [index, schema] of firstItems.slice(0, own).entries()) {
    frame.add(within(frame, schema, items[index] ?? null, index));
  }
  if (typeof otherItems === 'object') {
    for (let index = own; index < items.length; index += 1) {
      frame.add(within(frame, otherItems, items[index] ?? null, index));
    }
  } else if (otherItems === false && own < items.length) {
    frame.addAll(() => `last ${englishInteger(items.length - own)} additionalItem(s) not allowed`);
  }
}

function checkContains(frame: Frame, items: readonly Instance[]): void {
  const { contains, minContains, maxContains, version } = frame.schema;
  if (contains === undefined) return;
  const problems: Problem[] = [];
  const matched: number[] = [];
  for (const [index, item] of items.entries()) {
    const problem = within(frame, contains, item, index);
    if (problem !== undefined) problems.push(problem);
    else matched.push(index);
    if (problem === undefined && version >= 2020) frame.unseen.items?.delete(index);
  }
  const found = `matched ${englishInteger(matched.length)} items at ${matched.join(' ')}`;
  if (minContains === undefined) {
    if (matched.length === 0) frame.addAll(() => 'no items match contains schema', problems);
  } else if (matched.length < minContains) {
    const instead = matched.length === 0 ? 'none matched' : found;
    const wanted = `min ${englishInteger(minContains)} items required to match contains schema`;
    frame.addAll(() => `${wanted}, but ${instead}`, problems);
  }
  if (maxContains !== undefined && matched.length > maxContains) {
    const wanted = `max ${englishInteger(maxContains)} items required to match contains schema`;
    frame.addAll(() => `${wanted}, but ${found}`);
  }
}
