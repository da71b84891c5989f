import type { Property } from '../catalog.ts';
import { apiKey } from '../properties/facts.ts';
import { parseJson } from '../properties/json-fields.ts';
import type { CelProperty, CelRule, ResolverMeans } from '../request.ts';
import type { Entry } from '../source/entry.ts';
import type { Source } from '../source/source.ts';
import type { Problem } from '../version/semantic-version.ts';
import { isInRange } from '../version/version-range.ts';
import type { Requirement } from './requirement.ts';

type CompileCel = ResolverMeans['compileCel'];

/** Whether an entry is what is required. */
export function fitsRequirement(entry: Entry, requirement: Requirement, compileCel: CompileCel): boolean {
  switch (requirement.kind) {
    case 'api':
      return entry.facts.apis.some(({ key }) => key === apiKeyOf(requirement));
    case 'package':
      return isOfPackage(entry, requirement.name) && isOfVersion(entry, requirement);
    case 'label':
      return entry.facts.labels.includes(requirement.label);
    case 'cel':
      return holds(compileCel(requirement.rule), entry);
    case 'all':
      return requirement.of.every((one) => fitsRequirement(entry, one, compileCel));
    case 'any':
      return requirement.of.some((one) => fitsRequirement(entry, one, compileCel));
    case 'not':
      return !requirement.of.some((one) => fitsRequirement(entry, one, compileCel));
  }
}

/** The entries of a source that fit, in its order. */
export function findFitting(source: Source, requirement: Requirement, compileCel: CompileCel): readonly Entry[] {
  const narrowed = narrow(source, requirement) ?? source.entries;
  return narrowed.filter((entry) => fitsRequirement(entry, requirement, compileCel));
}

/** Why a requirement's rules do not compile. */
export function uncompiledRule(requirement: Requirement, compileCel: CompileCel): Problem | undefined {
  return firstProblem(requirement, (rule) => {
    try {
      compileCel(rule);
      return undefined;
    } catch (error) {
      return (error as Error).message;
    }
  });
}

/** Why a requirement's rules were asked in vain. */
export function endlessRule(requirement: Requirement, compileCel: CompileCel): Problem | undefined {
  return firstProblem(requirement, (rule) => compileCel(rule).trouble);
}

function firstProblem(requirement: Requirement, problemOf: (rule: string) => string | undefined): Problem | undefined {
  switch (requirement.kind) {
    case 'cel': {
      const problem = problemOf(requirement.rule);
      return problem === undefined
        ? undefined
        : { problem: `convert olm.constraint to resolver predicate: ${problem}` };
    }
    case 'all':
    case 'any':
    case 'not':
      return requirement.of.map((one) => firstProblem(one, problemOf)).find((problem) => problem !== undefined);
    default:
      return undefined;
  }
}

/** Entries among which all that fit are, in the source's order; undefined where that may be any. */
function narrow(source: Source, requirement: Requirement): readonly Entry[] | undefined {
  switch (requirement.kind) {
    case 'api':
      return source.providing({ ...requirement, kind: requirement.apiKind });
    case 'package':
      return source.ofPackage(requirement.name);
    case 'label':
      return source.labelled(requirement.label);
    case 'all':
      return requirement.of.map((one) => narrow(source, one)).find((entries) => entries !== undefined);
    case 'any': {
      const parts = requirement.of.map((one) => narrow(source, one));
      if (parts.includes(undefined)) return undefined;
      return [...new Set(parts.flatMap((part) => part ?? []))].sort((left, right) => left.ordinal - right.ordinal);
    }
    default:
      return undefined;
  }
}

function apiKeyOf({ group, version, apiKind }: Requirement & { readonly kind: 'api' }): string {
  return apiKey({ group, version, kind: apiKind });
}

function isOfPackage(entry: Entry, name: string): boolean {
  return entry.package === name || entry.facts.packages.some((fact) => fact.name === name);
}

/** The versions of its properties count as well as its own. */
function isOfVersion(entry: Entry, { range }: Requirement & { readonly kind: 'package' }): boolean {
  if (entry.facts.packages.some(({ version }) => version !== undefined && isInRange(version, range))) return true;
  return entry.version !== undefined && isInRange(entry.version, range);
}

function holds(rule: CelRule, entry: Entry): boolean {
  try {
    return rule(entry.properties.map(celProperty));
  } catch {
    return false;
  }
}

function celProperty({ type, value }: Property): Partial<CelProperty> {
  const parsed = parseJson(value);
  return 'problem' in parsed ? {} : { type, value: parsed.value };
}
