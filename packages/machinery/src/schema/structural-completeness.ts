import type { FailureCause } from '../failure.ts';
import { requiredValue } from '../field-error.ts';
import type { Schema } from './schema.ts';

/** Whatever a judgement (allOf, anyOf, oneOf, not) speaks of is specified outside of it too. */
export function checkCompleteness(schema: Schema, path: string): FailureCause[] {
  return judged(schema, schema, path, path);
}

function judged(judging: Schema, structure: Schema, path: string, judgingPath: string): FailureCause[] {
  const nested: [Schema, string][] = [
    ...(judging.not === undefined ? [] : [[judging.not, `${judgingPath}.not`] as [Schema, string]]),
    ...numbered(judging.allOf, `${judgingPath}.allOf`),
    ...numbered(judging.anyOf, `${judgingPath}.anyOf`),
    ...numbered(judging.oneOf, `${judgingPath}.oneOf`),
  ];
  return nested.flatMap(([schema, where]) => complete(schema, structure, path, where));
}

function numbered(schemas: Schema[] | undefined, path: string): [Schema, string][] {
  return (schemas ?? []).map((schema, index) => [schema, `${path}[${index}]`]);
}

function complete(judging: Schema, structure: Schema, path: string, judgingPath: string): FailureCause[] {
  const causes = judged(judging, structure, path, judgingPath);
  if (judging.items !== undefined) {
    causes.push(...part(judging.items, structure.items, `${path}.items`, `${judgingPath}.items`));
  }
  for (const [name, property] of Object.entries(judging.properties ?? {})) {
    const member = `properties[${name}]`;
    causes.push(...part(property, structure.properties?.[name], `${path}.${member}`, `${judgingPath}.${member}`));
  }
  return causes;
}

function part(judging: Schema, structure: Schema | undefined, path: string, judgingPath: string): FailureCause[] {
  if (structure === undefined) return [requiredValue(path, `because it is defined in ${judgingPath}`)];
  return complete(judging, structure, path, judgingPath);
}
