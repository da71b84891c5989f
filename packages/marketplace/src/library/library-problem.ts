import { type Library, labels } from '@violet/api';
import { labelValueProblems } from '@violet/machinery';
import { selectorProblem } from './artifact-selector.ts';

export interface LibraryProblem {
  reason: 'NameInvalid' | 'SelectorInvalid';
  message: string;
}

/** What is wrong with a Library; its CatalogSource carries its name in a label. */
export function libraryProblem({ metadata: { name = '' }, spec }: Library): LibraryProblem | undefined {
  const [inLabel] = labelValueProblems(name);
  if (inLabel !== undefined) {
    const message = `its name is the value of label ${labels.library} of its CatalogSource: ${inLabel}`;
    return { reason: 'NameInvalid', message: `${message}. Make another Library with such a name, and delete this one` };
  }
  const problem = selectorProblem(spec.artifactSelector);
  if (problem === undefined) return undefined;
  return { reason: 'SelectorInvalid', message: `no Artifact is in it: ${problem}. Correct spec.artifactSelector` };
}
