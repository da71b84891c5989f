import type { Assignment } from './assignment.ts';
import type { Literal } from './literal.ts';

/**
 * What a conflict teaches: a clause whose first literal becomes true once all above `level` is taken back, and whose
 * second one is of that level.
 */
export function analyseConflict(
  conflict: readonly Literal[],
  assigned: Assignment,
): { readonly learnt: Literal[]; readonly level: number } {
  const seen = new Set<number>();
  const earlier: Literal[] = [];
  let open = 0;
  const visit = (literal: Literal) => {
    const variable = Math.abs(literal);
    if (seen.has(variable) || assigned.levelOf(literal) === 0) return;
    seen.add(variable);
    if (assigned.levelOf(literal) === assigned.level) open++;
    else earlier.push(literal);
  };
  for (const literal of conflict) visit(literal);
  let asserting = 0;
  for (let index = assigned.trail.length - 1; index >= 0; index--) {
    const literal = assigned.trail[index] ?? 0;
    if (!seen.has(Math.abs(literal))) continue;
    open--;
    asserting = literal;
    if (open === 0) break;
    for (const other of assigned.causeOf(literal) ?? []) if (other !== literal) visit(other);
  }
  earlier.sort((left, right) => assigned.levelOf(right) - assigned.levelOf(left));
  const [highest] = earlier;
  return { learnt: [-asserting, ...earlier], level: highest === undefined ? 0 : assigned.levelOf(highest) };
}

/** The assumptions that together make another one false, and that one. */
export function failedAssumptions(failing: Literal, assigned: Assignment): Literal[] {
  const failed = [failing];
  const seen = new Set([Math.abs(failing)]);
  for (let index = assigned.trail.length - 1; index >= 0; index--) {
    const literal = assigned.trail[index] ?? 0;
    if (!seen.has(Math.abs(literal)) || assigned.levelOf(literal) === 0) continue;
    const cause = assigned.causeOf(literal);
    if (cause === undefined) failed.push(literal);
    else for (const other of cause) seen.add(Math.abs(other));
  }
  return failed;
}
