import { compareVersions, isFailure, isJsonObject, type Json, loadCelConditions } from '@violet/machinery';
import type { Property } from '../catalog/blobs.ts';
import { propertyTypes } from '../catalog/properties.ts';

type CompileRule = Awaited<ReturnType<typeof loadCelConditions>>;

/** As many as operators with many APIs have: a rule is asked about each bundle of all catalogues, whatever that holds. */
const propertiesOfMany = 30;
/** Deeper than whoever resolves reads. */
const mostDepth = 200;
const shownCharacters = 500;

let loading: Promise<CompileRule> | undefined;

/** What is wrong with the CEL rules of a bundle's constraints: the first that does not compile, or does not end. */
export async function ruleProblems(properties: readonly Property[]): Promise<string[]> {
  const rules = properties.flatMap(({ type, value }) => (type === propertyTypes.constraint ? rulesIn(value) : []));
  if (rules.length === 0) return [];
  loading ??= loadCelConditions(['properties'], { 'semver_compare(dyn, dyn): int': order });
  const compile = await loading;
  const many = Array.from({ length: propertiesOfMany }, (_, index) => properties[index % properties.length]);
  // One that does not end costs as much as it may: the others are not asked.
  for (const rule of new Set(rules)) {
    const problem = problemOf(rule, compile, many);
    if (problem !== undefined) return [problem];
  }
  return [];
}

function order(left: unknown, right: unknown): bigint {
  return BigInt(Math.sign(compareVersions(String(left), String(right))));
}

function problemOf(rule: string, compile: CompileRule, many: readonly (Property | undefined)[]): string | undefined {
  try {
    compile(rule)({ properties: many });
    return undefined;
  } catch (error) {
    // What else goes wrong is due to the properties, and counts as no.
    return isFailure(error) ? `a rule of an olm.constraint is unusable: ${shown(error.message)}` : undefined;
  }
}

function shown(message: string): string {
  return message.length <= shownCharacters ? message : `${message.slice(0, shownCharacters)}…`;
}

function rulesIn(constraint: Json | undefined, depth = 0): string[] {
  if (!isJsonObject(constraint) || depth > mostDepth) return [];
  const { cel, all, any, not } = constraint;
  const inside = [all, any, not].flatMap(constraintsOf).flatMap((one) => rulesIn(one, depth + 1));
  const rule = isJsonObject(cel) ? cel['rule'] : undefined;
  return typeof rule === 'string' ? [rule, ...inside] : inside;
}

function constraintsOf(compound: Json | undefined): Json[] {
  const constraints = isJsonObject(compound) ? compound['constraints'] : undefined;
  return Array.isArray(constraints) ? constraints : [];
}
