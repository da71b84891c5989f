import type { VersionRange } from '../version/version-range.ts';

/** What a bundle asks of another one. */
export type Requirement =
  | { readonly kind: 'api'; readonly group: string; readonly version: string; readonly apiKind: string }
  | { readonly kind: 'package'; readonly name: string; readonly range: VersionRange; readonly rangeText: string }
  | { readonly kind: 'label'; readonly label: string }
  | { readonly kind: 'cel'; readonly rule: string; readonly failureMessage: string }
  | { readonly kind: 'all' | 'any' | 'not'; readonly of: readonly Requirement[] };

/** Upstream's words for it. */
export function describeRequirement(requirement: Requirement): string {
  switch (requirement.kind) {
    case 'api':
      return `providing an API with group: ${requirement.group}, version: ${requirement.version}, kind: ${requirement.apiKind}`;
    case 'package':
      return `with package: ${requirement.name} and with version in range: ${requirement.rangeText}`;
    case 'label':
      return `with label: ${requirement.label}`;
    case 'cel':
      return `with constraint: ${JSON.stringify(requirement.rule)} and message: ${JSON.stringify(requirement.failureMessage)}`;
    case 'all':
    case 'any':
    case 'not':
      return requirement.of.map(describeRequirement).join(joints[requirement.kind]);
  }
}

const joints = { all: ' and ', any: ' or ', not: ' and not ' } as const;
