import { englishInteger } from './english-number.ts';
import { alsoBy } from './evaluate.ts';
import { type Frame, isAllSeen } from './frame.ts';
import type { Problem } from './problem.ts';

export function checkConditions(frame: Frame): void {
  const { not, condition } = frame.schema;
  if (not !== undefined && alsoBy(frame, not, '', true) === undefined) frame.addAll(() => "'not' failed");
  checkAllOf(frame);
  checkAnyOf(frame);
  checkOneOf(frame);
  if (condition === undefined) return;
  const next = alsoBy(frame, condition.schema, '', true) === undefined ? condition.whenTrue : condition.whenFalse;
  if (next !== undefined) frame.add(alsoBy(frame, next));
}

function checkAllOf(frame: Frame): void {
  const problems: Problem[] = [];
  for (const schema of frame.schema.allOf) {
    const problem = alsoBy(frame, schema);
    if (problem !== undefined) problems.push(problem);
    if (problem !== undefined && frame.isQuiet) break;
  }
  if (problems.length > 0) frame.addAll(() => "'allOf' failed", problems);
}

function checkAnyOf(frame: Frame): void {
  if (frame.schema.anyOf.length === 0) return;
  let isMatched = false;
  const problems: Problem[] = [];
  for (const schema of frame.schema.anyOf) {
    const problem = alsoBy(frame, schema);
    if (problem !== undefined) {
      problems.push(problem);
      continue;
    }
    isMatched = true;
    // Each that fits may have looked at something.
    if (isAllSeen(frame.unseen)) break;
  }
  if (!isMatched) frame.addAll(() => "'anyOf' failed", problems);
}

function checkOneOf(frame: Frame): void {
  let matched: number | undefined;
  const problems: Problem[] = [];
  for (const [index, schema] of frame.schema.oneOf.entries()) {
    const first = matched;
    const problem = alsoBy(frame, schema, '', first !== undefined);
    if (problem !== undefined) problems.push(problem);
    else if (first === undefined) matched = index;
    else {
      frame.addAll(() => `'oneOf' failed, subschemas ${englishInteger(first)}, ${englishInteger(index)} matched`);
      return;
    }
  }
  if (matched === undefined && frame.schema.oneOf.length > 0) {
    frame.addAll(() => "'oneOf' failed, none matched", problems);
  }
}
