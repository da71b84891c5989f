import type { ImageWhiteList } from '@violet/api';
import { patternProblem, replacePattern } from '@violet/machinery';
import { parseReference } from '@violet/oci';

/** What all ImageWhiteLists of a cluster say together. */
export interface OwnImages {
  repositories: readonly string[];
  rules: readonly { regexp: string; replacement: string }[];
}

/** Undefined where there is no list: then all images are the platform's own. */
export function ownImagesOf(lists: readonly ImageWhiteList[]): OwnImages | undefined {
  if (lists.length === 0) return undefined;
  const byName = [...lists].sort((a, b) => ((a.metadata.name ?? '') < (b.metadata.name ?? '') ? -1 : 1));
  return {
    repositories: byName.flatMap(({ spec }) => spec.repoList ?? []),
    rules: byName.flatMap(({ spec }) => spec.rewriteRules ?? []),
  };
}

/** The image after the first rule that finds something in it. */
export function rewritten(image: string, { rules }: OwnImages): string {
  for (const { regexp, replacement } of rules) {
    const next = replacePattern(regexp, image, replacement);
    if (next !== image) return next;
  }
  return image;
}

/** Whether a list names the image's repository, or a folder that it is in, with or without the registry. */
export function isOwn(image: string, { repositories }: OwnImages): boolean {
  const { registry = '', repository } = parseReference(image);
  return repositories.some((entry) => {
    const folder = entry.replace(/\/+$/, '');
    return [repository, `${registry}/${repository}`].some((one) => one === folder || one.startsWith(`${folder}/`));
  });
}

/** Rules that are none: the others go on without them. */
export function ruleProblems({ rules }: OwnImages): string[] {
  return rules.flatMap(({ regexp }) => {
    const problem = patternProblem(regexp);
    return problem === undefined
      ? []
      : [`rewrite rule ${regexp} of an ImageWhiteList is no regular expression: ${problem}`];
  });
}
