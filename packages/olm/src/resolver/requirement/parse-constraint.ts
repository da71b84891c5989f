import { fieldNamed, isJsonObject, mismatch, parseJson } from '../properties/json-fields.ts';
import type { Problem } from '../version/semantic-version.ts';
import { requirePackage } from './parse-requirement.ts';
import type { Requirement } from './requirement.ts';

/** Upstream's limit for the value of an olm.constraint. */
const maxBytes = 131_072;
/** Far above what anybody writes by hand; keeps the reading within the stack. */
const maxDepth = 200;

/** Reads the value of an olm.constraint. */
export function parseConstraint(value: string): Requirement | Problem {
  if (new TextEncoder().encode(value).length > maxBytes)
    return unreadable(`olm.constraint value is greater than max constraint size ${maxBytes} bytes`);
  const parsed = parseJson(value);
  if ('problem' in parsed) return unreadable(value.trim() === '' ? 'EOF' : parsed.problem);
  const reader = new ConstraintReader();
  const constraint = reader.object(parsed.value, constraintShape, '', 0);
  if (reader.problem !== undefined) return unreadable(reader.problem);
  const requirement = convert(constraint);
  if (!('problem' in requirement)) return requirement;
  return { problem: `convert olm.constraint to resolver predicate: ${requirement.problem}` };
}

function unreadable(why: string): Problem {
  return { problem: `parse olm.constraint: ${why}` };
}

type Fields = Readonly<Record<string, 'text' | Shape>>;
interface Shape {
  /** Go's name of it, for its errors. */
  readonly type: string;
  readonly fields: Fields;
  /** Whether `constraints` holds constraints again. */
  readonly isCompound?: true;
}
type Decoded = { readonly [name: string]: string | Decoded | readonly Decoded[] };

const compound: Shape = { type: 'CompoundConstraint', fields: {}, isCompound: true };
const constraintFields: Fields = {
  failureMessage: 'text',
  cel: { type: 'Cel', fields: { rule: 'text' } },
  package: { type: 'PackageConstraint', fields: { packageName: 'text', versionRange: 'text' } },
  gvk: { type: 'GVKConstraint', fields: { group: 'text', kind: 'text', version: 'text' } },
  all: compound,
  any: compound,
  not: compound,
};

const constraintShape: Shape = { type: 'Constraint', fields: constraintFields };

/** Where a value is: the object that has it, and the way there. */
interface Place {
  readonly shape: Shape;
  readonly path: string;
  readonly depth: number;
}

/** Keeps the first problem and reads on, as Go's decoder does. */
class ConstraintReader {
  problem: string | undefined;

  /** `path` leads to the value from the outside, each part with a dot behind it. */
  object(value: unknown, shape: Shape, path: string, depth: number): Decoded {
    const decoded: Record<string, string | Decoded | readonly Decoded[]> = {};
    if (value === null) return decoded;
    if (depth > maxDepth) return this.#refuse('exceeded max depth');
    if (!isJsonObject(value)) return this.#refuse(mismatch(value, 'value', `constraints.${shape.type}`));
    for (const [key, member] of Object.entries(value)) {
      const name = fieldNamed(Object.keys(shape.fields), key);
      const field = name === undefined ? undefined : shape.fields[name];
      if (name === undefined || field === undefined) this.#refuse(`json: unknown field ${JSON.stringify(key)}`);
      else if (member !== null) decoded[name] = this.#member(member, field, { shape, path: `${path}${name}`, depth });
    }
    return decoded;
  }

  #member(value: unknown, field: 'text' | Shape, place: Place): string | Decoded {
    const { shape, path, depth } = place;
    const where = `struct field ${shape.type}.${path}`;
    if (field === 'text') {
      if (typeof value === 'string') return value;
      this.#refuse(mismatch(value, where, 'string'));
      return '';
    }
    if (!isJsonObject(value)) return this.#refuse(mismatch(value, where, `constraints.${field.type}`));
    return field.isCompound ? this.#compound(value, place) : this.object(value, field, `${path}.`, depth + 1);
  }

  #compound(value: Record<string, unknown>, { path, depth }: Place): Decoded {
    let constraints: readonly Decoded[] = [];
    for (const [key, member] of Object.entries(value)) {
      const inside = `${path}.constraints`;
      if (fieldNamed(['constraints'], key) === undefined) this.#refuse(`json: unknown field ${JSON.stringify(key)}`);
      else if (Array.isArray(member))
        constraints = member.map((one) => this.object(one, constraintShape, `${inside}.`, depth + 1));
      else if (member !== null)
        this.#refuse(mismatch(member, `struct field CompoundConstraint.${inside}`, '[]constraints.Constraint'));
    }
    return { constraints };
  }

  #refuse(problem: string): Decoded {
    this.problem ??= problem;
    return {};
  }
}

/** Of several kinds in one constraint the first of this order counts. */
function convert(constraint: Decoded): Requirement | Problem {
  const { gvk, package: required, all, any, not, cel, failureMessage } = constraint;
  if (isDecoded(gvk)) {
    return { kind: 'api', group: textOf(gvk['group']), version: textOf(gvk['version']), apiKind: textOf(gvk['kind']) };
  }
  if (isDecoded(required)) return requirePackage(textOf(required['packageName']), textOf(required['versionRange']));
  if (isDecoded(all)) return convertAll('all', all);
  if (isDecoded(any)) return convertAll('any', any);
  if (isDecoded(not)) return convertAll('not', not);
  if (isDecoded(cel)) return { kind: 'cel', rule: textOf(cel['rule']), failureMessage: textOf(failureMessage) };
  return { problem: 'constraint is empty' };
}

function convertAll(kind: 'all' | 'any' | 'not', { constraints }: Decoded): Requirement | Problem {
  const of: Requirement[] = [];
  for (const constraint of Array.isArray(constraints) ? constraints : []) {
    const requirement = convert(constraint);
    if ('problem' in requirement) return requirement;
    of.push(requirement);
  }
  return { kind, of };
}

function isDecoded(value: Decoded[string] | undefined): value is Decoded {
  return typeof value === 'object' && !Array.isArray(value);
}

function textOf(value: Decoded[string] | undefined): string {
  return typeof value === 'string' ? value : '';
}
