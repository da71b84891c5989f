import { checkAtLeast, checkAtMost, spendOnText } from './check-scalar.ts';
import { alsoBy, byName, within } from './evaluate.ts';
import type { Frame } from './frame.ts';
import type { Instance } from './json-number.ts';
import { listed, singleQuoted } from './problem.ts';

type Members = Readonly<Record<string, Instance>>;

/** Go goes through members in any order; here it is that of their names. */
export function checkObject(frame: Frame, members: Members): void {
  const { schema } = frame;
  const names = Object.keys(members).sort();
  checkAtLeast(frame, 'minProperties', names.length, schema.minProperties);
  checkAtMost(frame, 'maxProperties', names.length, schema.maxProperties);
  const missing = schema.required.filter((name) => !Object.hasOwn(members, name));
  const [only] = missing;
  if (only !== undefined) {
    frame.addAll(() =>
      missing.length === 1 ? `missing property ${singleQuoted(only)}` : `missing properties ${listed(missing)}`,
    );
  }
  if (frame.hasFailedQuietly) return;
  checkDependencies(frame, members);
  checkMembers(frame, members, names);
  if (schema.version === 4) return;
  checkNames(frame, names);
  if (schema.version !== 6) checkDependents(frame, members);
}

function checkDependencies(frame: Frame, members: Members): void {
  for (const { name, needs } of frame.schema.dependencies) {
    if (!Object.hasOwn(members, name)) continue;
    if (isNames(needs)) checkNeeded(frame, members, name, needs);
    else frame.add(alsoBy(frame, needs));
  }
}

function isNames(needs: unknown): needs is readonly string[] {
  return Array.isArray(needs);
}

function checkNeeded(frame: Frame, members: Members, name: string, needs: readonly string[]): void {
  const missing = needs.filter((needed) => !Object.hasOwn(members, needed));
  if (missing.length === 0) return;
  frame.addAll(() => `properties ${listed(missing)} required, if ${singleQuoted(name)} exists`);
}

function checkMembers(frame: Frame, members: Members, names: readonly string[]): void {
  const refused: string[] = [];
  for (const name of names) {
    if (frame.hasFailedQuietly) return;
    if (checkMember(frame, name, members[name] ?? null) === 'refused') refused.push(name);
  }
  if (refused.length > 0) frame.addAll(() => `additional properties ${listed(refused)} not allowed`);
}

function checkMember(frame: Frame, name: string, value: Instance): 'refused' | undefined {
  const { properties, patternProperties, additionalProperties } = frame.schema;
  let isSeen = false;
  const own = properties.get(name);
  if (own !== undefined) {
    isSeen = true;
    frame.add(within(frame, own, value, name));
  }
  for (const { pattern, schema } of patternProperties) {
    spendOnText(frame, name);
    if (!pattern.matches(name)) continue;
    isSeen = true;
    frame.add(within(frame, schema, value, name));
  }
  const isAdditional = !isSeen && additionalProperties !== undefined;
  if (isAdditional && typeof additionalProperties === 'object') {
    frame.add(within(frame, additionalProperties, value, name));
  }
  if (isSeen || isAdditional) frame.unseen.properties?.delete(name);
  return isAdditional && additionalProperties === false ? 'refused' : undefined;
}

function checkNames(frame: Frame, names: readonly string[]): void {
  const { propertyNames } = frame.schema;
  if (propertyNames === undefined) return;
  for (const name of names) {
    const problem = byName(frame, propertyNames, name);
    if (problem === undefined) continue;
    const causes = problem.kind === 'group' ? problem.causes : [problem];
    frame.add({ place: frame.place, say: () => `invalid propertyName ${singleQuoted(name)}`, causes });
  }
}

function checkDependents(frame: Frame, members: Members): void {
  for (const { name, schema } of frame.schema.dependentSchemas) {
    if (Object.hasOwn(members, name)) frame.add(alsoBy(frame, schema));
  }
  for (const { name, needs } of frame.schema.dependentRequired) {
    if (Object.hasOwn(members, name)) checkNeeded(frame, members, name, needs);
  }
}
