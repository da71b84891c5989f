import { Failure } from '../../failure.ts';
import { goQuote } from '../../go/text.ts';
import type { Schema } from '../../schema/schema.ts';

/** How strategic merge treats a member; `schema` is that of the member, or of its items where it is a list. */
export interface PatchMeta {
  /** Lists merge item by item, objects are taken whole if `replace`. */
  strategy: 'merge' | 'replace' | undefined;
  mergeKey: string;
  schema: Schema | undefined;
}

/** Below a map everything merges member by member. Throws BadRequest for a member that the type does not have. */
export function patchMetaOf(schema: Schema | undefined, member: string): PatchMeta {
  const field = fieldOf(schema, member);
  const strategies = (field?.['x-kubernetes-patch-strategy'] ?? '').split(',');
  const strategy = strategies.find((word) => word === 'merge' || word === 'replace') as PatchMeta['strategy'];
  return {
    strategy,
    mergeKey: field?.['x-kubernetes-patch-merge-key'] ?? '',
    schema: field?.items ?? field,
  };
}

function fieldOf(schema: Schema | undefined, member: string): Schema | undefined {
  if (schema?.properties === undefined) {
    const additional = schema?.additionalProperties;
    return typeof additional === 'object' ? additional : undefined;
  }
  if (Object.hasOwn(schema.properties, member)) return schema.properties[member];
  throw new Failure('BadRequest', `unable to find api field ${goQuote(member)}`);
}
