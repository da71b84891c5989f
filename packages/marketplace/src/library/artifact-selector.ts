import { isFailure, type LabelSelectorObject, labelSelectorOf, matchesLabels } from '@violet/machinery';

/** One that is none selects nothing: its Library says so, and the others go on. */
export function selects(selector: LabelSelectorObject, labels: Readonly<Record<string, string>>): boolean {
  return selectorProblem(selector) === undefined && matchesLabels(labelSelectorOf(selector), labels);
}

export function selectorProblem(selector: LabelSelectorObject): string | undefined {
  try {
    labelSelectorOf(selector);
    return undefined;
  } catch (error) {
    if (!isFailure(error)) throw error;
    return error.message;
  }
}
