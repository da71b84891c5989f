import { Failure } from '../failure.ts';
import { isJsonObject } from '../json.ts';
import { type PathStep, parseJsonPath, type SliceStep } from './parser.ts';

/** Answers the values a path leads to; an empty list where it leads nowhere. */
export type JsonPath = (object: unknown) => unknown[];

/** Bounds what one evaluation may produce: `..` and unions multiply. */
const maxValues = 10_000;

/** A step upstream would answer with an error (an index out of bounds); columns show nothing then. */
class NoResult extends Error {}

const compiled = new Map<string, JsonPath>();

/**
 * The JSONPath of printer columns and of kubectl: `.a.b`, `.a[0]`, `.a[1:3]`, `.a[*]`, `..name`, `['a\.b/c']`,
 * `[?(@.type=="Ready")].status`. Braces around it and a leading `$` or `@` are allowed. Throws a BadRequest failure.
 */
export function compileJsonPath(path: string): JsonPath {
  const known = compiled.get(path);
  if (known !== undefined) return known;
  const steps = parseJsonPath(path);
  const evaluate: JsonPath = (object) => {
    try {
      return walk([object], steps);
    } catch (error) {
      if (error instanceof NoResult) return [];
      throw error;
    }
  };
  if (compiled.size > 2000) compiled.clear();
  compiled.set(path, evaluate);
  return evaluate;
}

function walk(values: unknown[], steps: readonly PathStep[]): unknown[] {
  let current = values;
  for (const step of steps) {
    current = take(current, step);
    if (current.length > maxValues)
      throw new Failure('BadRequest', `the JSONPath yields more than ${maxValues} values`);
  }
  return current;
}

function take(values: unknown[], step: PathStep): unknown[] {
  switch (step.step) {
    case 'field':
      return values.flatMap((value) =>
        isJsonObject(value) && Object.hasOwn(value, step.name) ? [value[step.name]] : [],
      );
    case 'wildcard':
      return values.flatMap(members);
    case 'slice':
      return values.flatMap((value) => slice(value, step));
    case 'union':
      return step.paths.flatMap((path) => walk(values, path));
    case 'recursive':
      return values.flatMap(descendants);
    case 'filter':
      return values.flatMap(members).filter((value) => passes(value, step));
    case 'literal':
      return values.map(() => step.value);
  }
}

function members(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  return isJsonObject(value) ? Object.values(value) : [];
}

function descendants(value: unknown): unknown[] {
  const found = [value];
  for (let at = 0; at < found.length && found.length <= maxValues; at++) {
    found.push(...members(found[at]).filter((member) => typeof member === 'object' && member !== null));
  }
  return found;
}

function slice(value: unknown, { from, to, by, single }: SliceStep): unknown[] {
  if (value === null || value === undefined) return [];
  if (!Array.isArray(value)) throw new NoResult('not an array');
  const start = from === undefined ? 0 : from < 0 ? from + value.length : from;
  let end = single ? start + 1 : (to ?? value.length);
  if (end < 0) end += value.length;
  if (start === end) return [];
  if (start < 0 || start >= value.length || end > value.length || start > end) throw new NoResult('out of bounds');
  return value.slice(start, end).filter((_, index) => index % by === 0);
}

function passes(value: unknown, filter: Extract<PathStep, { step: 'filter' }>): boolean {
  const [left] = walk([value], filter.left);
  if (filter.operator === 'exists') return left !== undefined;
  const [right] = walk([value], filter.right);
  if (left === undefined || right === undefined) return false;
  return compare(left, right, filter.operator);
}

function compare(left: unknown, right: unknown, operator: string): boolean {
  if (typeof left !== typeof right) throw new NoResult('incompatible types for comparison');
  if (operator === '==') return left === right;
  if (operator === '!=') return left !== right;
  if ((typeof left !== 'string' && typeof left !== 'number') || left === null) throw new NoResult('not comparable');
  const bound = right as typeof left;
  if (operator === '<') return left < bound;
  if (operator === '<=') return left <= bound;
  return operator === '>' ? left > bound : left >= bound;
}
