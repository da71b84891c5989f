import type { FailureCause } from '../failure.ts';
import { invalidValue } from '../field-error.ts';
import type { Problem, Result } from './result.ts';

/** Upstream's path of a property under an unnamed parent begins with a dot, which the field's name does not. */
export function fieldName(path: string): string {
  const name = path.replace(/^\./, '');
  return name === '' ? '<nil>' : name;
}

export function reportInvalid(result: Result, path: string, value: unknown, problem: string): void {
  const text = `${path} in body ${problem}`;
  report(result, text, invalidValue(fieldName(path), value, text));
}

/** Upstream has no field here and prints Go's nil path. */
export function reportCombination(result: Result, text: string): void {
  report(result, text, invalidValue('<nil>', '', text));
}

export function report(result: Result, text: string, cause: FailureCause): void {
  const problem: Problem = { text, cause };
  result.add(problem);
}
