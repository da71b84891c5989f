import { checkArray } from './check-array.ts';
import { checkConditions } from './check-conditions.ts';
import { checkObject } from './check-object.ts';
import { checkNumber, checkText } from './check-scalar.ts';
import { checkValue } from './check-value.ts';
import { type Budget, Frame, isAllSeen, type Metaschema, type Scope, seeToo, unseenOf } from './frame.ts';
import { type Instance, isNumber, JsonNumber } from './json-number.ts';
import { escapeStep, type Place, type Problem, placeText } from './problem.ts';
import type { Schema } from './schema.ts';

/** What a schema has against a value, undefined if nothing. Throws an Error where that would take too long to find out. */
export function evaluate(schema: Schema, value: Instance, meta?: Metaschema, budget?: Budget): Problem | undefined {
  const scope: Scope = { schema, keyword: '', value: 0, parent: undefined, depth: 0 };
  const shared = budget ?? { steps: 0 };
  const unseen = unseenOf(value, schema, false);
  return run(new Frame({ value, place: undefined, schema, scope, unseen, isQuiet: false, meta, budget: shared }));
}

function run(frame: Frame): Problem | undefined {
  const { schema, value } = frame;
  if (schema.verdict !== undefined) return schema.verdict ? undefined : frame.problem(() => 'false schema');
  const cycle = cycleOf(frame.scope);
  if (cycle !== undefined) return frame.problem(() => cycleText(frame.scope, cycle));
  const wrong = checkValue(frame);
  if (wrong !== undefined) return wrong;
  if (schema.ref !== undefined) {
    const problem = refer(frame, schema.ref, '$ref');
    if (schema.version < 2019) return problem;
    frame.add(problem);
  }
  if (typeof value === 'string') checkText(frame, value);
  else if (isNumber(value)) checkNumber(frame, value);
  else if (Array.isArray(value)) checkArray(frame, value);
  else if (typeof value === 'object' && value !== null) checkObject(frame, value);
  if (!frame.hasFailedQuietly) {
    if (schema.version >= 2019) followReferences(frame);
    checkConditions(frame);
    if (schema.version >= 2019) checkUnseen(frame);
  }
  return frame.outcome();
}

/** Another schema for the same value. */
export function alsoBy(frame: Frame, schema: Schema, keyword = '', isQuiet = false): Problem | undefined {
  const unseen = unseenOf(frame.value, schema, !isAllSeen(frame.unseen));
  const scope = { schema, keyword, value: frame.scope.value, parent: frame.scope, depth: frame.scope.depth + 1 };
  const problem = enter(frame, { value: frame.value, place: frame.place, schema, scope, unseen, isQuiet });
  if (problem === undefined) seeToo(frame.unseen, unseen);
  return problem;
}

/** A schema for a member or an element. */
export function within(frame: Frame, schema: Schema, value: Instance, step: string | number): Problem | undefined {
  const place: Place = { step: String(step), parent: frame.place };
  const { scope } = frame;
  const inner = { schema, keyword: '', value: scope.value + 1, parent: scope, depth: scope.depth + 1 };
  const unseen = unseenOf(value, schema, false);
  return enter(frame, { value, place, schema, scope: inner, unseen, isQuiet: false });
}

/** The name of a member, which is a value of its own. */
export function byName(frame: Frame, schema: Schema, name: string): Problem | undefined {
  const meta = metaschemaFor(frame.meta, schema, frame.place);
  return evaluate(meta?.schema ?? schema, name, meta ?? frame.meta, frame.budget);
}

type Entered = Pick<Frame, 'value' | 'place' | 'schema' | 'scope' | 'unseen' | 'isQuiet'>;

function enter(frame: Frame, entered: Entered): Problem | undefined {
  const meta = metaschemaFor(frame.meta, entered.schema, entered.place);
  const schema = meta?.schema ?? entered.schema;
  const isQuiet = frame.isQuiet || entered.isQuiet;
  return run(new Frame({ ...entered, schema, isQuiet, meta: meta ?? frame.meta, budget: frame.budget }));
}

/** A part of a schema that names another draft is checked by that draft's metaschema. */
function metaschemaFor(meta: Metaschema | undefined, schema: Schema, place: Place | undefined): Metaschema | undefined {
  if (meta === undefined || schema !== meta.schema) return undefined;
  const found = meta.schemaAt(placeText(place));
  return found === undefined ? undefined : { ...meta, schema: found };
}

function refer(frame: Frame, schema: Schema, keyword: string): Problem | undefined {
  const problem = alsoBy(frame, schema, keyword);
  if (problem === undefined || frame.isQuiet) return problem;
  const causes = problem.kind === 'group' ? problem.causes : [problem];
  return { kind: 'reference', place: frame.place, say: () => 'validation failed', causes };
}

function followReferences(frame: Frame): void {
  const { recursiveRef, dynamicRef } = frame.schema;
  if (recursiveRef !== undefined) {
    const target = recursiveRef.recursiveAnchor
      ? (outermost(frame.scope, ({ schema }) => (schema.resource.recursiveAnchor ? schema : undefined)) ?? recursiveRef)
      : recursiveRef;
    frame.add(refer(frame, target, '$recursiveRef'));
  }
  if (dynamicRef === undefined) return;
  const { target, anchor } = dynamicRef;
  const isDynamic = anchor !== '' && target.dynamicAnchor === anchor;
  const found = isDynamic
    ? outermost(frame.scope, ({ schema }) => schema.resource.dynamicAnchors.get(anchor))
    : undefined;
  frame.add(refer(frame, found ?? target, '$dynamicRef'));
}

function outermost(scope: Scope, find: (scope: Scope) => Schema | undefined): Schema | undefined {
  let found: Schema | undefined;
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) found = find(at) ?? found;
  return found;
}

function checkUnseen(frame: Frame): void {
  const { value, unseen } = frame;
  const { unevaluatedProperties, unevaluatedItems } = frame.schema;
  if (Array.isArray(value)) {
    if (unevaluatedItems === undefined) return;
    for (const index of unseen.items ?? []) frame.add(within(frame, unevaluatedItems, value[index] ?? null, index));
    delete unseen.items;
    return;
  }
  if (typeof value !== 'object' || value === null || value instanceof JsonNumber) return;
  if (unevaluatedProperties === undefined) return;
  for (const name of [...(unseen.properties ?? [])].sort()) {
    frame.add(within(frame, unevaluatedProperties, value[name] ?? null, name));
  }
  delete unseen.properties;
}

/** Where the same schema already looks at the same value. */
function cycleOf(scope: Scope): Scope | undefined {
  for (let at = scope.parent; at !== undefined && at.value === scope.value; at = at.parent) {
    if (at.schema === scope.schema) return at;
  }
  return undefined;
}

function cycleText(scope: Scope, other: Scope): string {
  const name = `"${scope.schema.location}"`;
  return `both ${keywordPath(scope)} and ${keywordPath(other)} resolve to ${name} causing reference cycle`;
}

function keywordPath(scope: Scope): string {
  let path = '';
  for (let at = scope; at.parent !== undefined; at = at.parent) {
    const step = at.schema.location.slice(at.parent.schema.location.length);
    path = (at.keyword === '' ? step : `/${escapeStep(at.keyword)}`) + path;
  }
  return path;
}
