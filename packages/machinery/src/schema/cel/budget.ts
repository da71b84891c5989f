/** Turns of loops that the rules of one object may take together; upstream allows about as much work. */
const maxSteps = 1_000_000;

let remaining = maxSteps;

/** Thrown inside of an evaluation, which is synchronous; hence one counter for all. */
export class BudgetExceeded extends Error {}

export function resetBudget(): void {
  remaining = maxSteps;
}

export function spendStep(): void {
  remaining--;
  if (remaining < 0) throw new BudgetExceeded('operation cancelled: actual cost limit exceeded');
}

export function isBudgetSpent(): boolean {
  return remaining < 0;
}
