import type { Decimal, SchemaJson } from './json-number.ts';

export type TypeName = 'null' | 'boolean' | 'number' | 'integer' | 'string' | 'array' | 'object';

/** In the order in which they are told. */
export const typeNames: readonly TypeName[] = ['null', 'boolean', 'number', 'integer', 'string', 'array', 'object'];

export interface Pattern {
  source: string;
  matches(text: string): boolean;
}

export interface Format {
  name: string;
  /** What is wrong with a text, undefined if nothing. */
  problem(text: string): string | undefined;
}

/** A schema ready to be used. What a draft does not know is absent. */
export interface Schema {
  /** URL and pointer. */
  location: string;
  version: number;
  resource: Schema;
  dynamicAnchors: Map<string, Schema>;
  dynamicAnchor: string;
  recursiveAnchor: boolean;
  /** `true`, `false` or `{}`. */
  verdict?: boolean;

  ref?: Schema;
  recursiveRef?: Schema;
  dynamicRef?: { target: Schema; anchor: string };

  types?: ReadonlySet<TypeName>;
  constant?: { value: SchemaJson };
  choices?: readonly SchemaJson[];
  format?: Format;

  maximum?: Decimal;
  minimum?: Decimal;
  exclusiveMaximum?: Decimal;
  exclusiveMinimum?: Decimal;
  multipleOf?: Decimal;

  minLength?: number;
  maxLength?: number;
  pattern?: Pattern;

  minItems?: number;
  maxItems?: number;
  uniqueItems: boolean;
  /** The schemas of the first elements, and of the others. */
  firstItems?: readonly Schema[];
  otherItems?: Schema | boolean;
  contains?: Schema;
  minContains?: number;
  maxContains?: number;
  unevaluatedItems?: Schema;

  minProperties?: number;
  maxProperties?: number;
  required: readonly string[];
  properties: ReadonlyMap<string, Schema>;
  patternProperties: readonly { pattern: Pattern; schema: Schema }[];
  additionalProperties?: Schema | boolean;
  propertyNames?: Schema;
  dependencies: readonly { name: string; needs: Schema | readonly string[] }[];
  dependentSchemas: readonly { name: string; schema: Schema }[];
  dependentRequired: readonly { name: string; needs: readonly string[] }[];
  unevaluatedProperties?: Schema;

  not?: Schema;
  allOf: readonly Schema[];
  anyOf: readonly Schema[];
  oneOf: readonly Schema[];
  condition?: { schema: Schema; whenTrue: Schema | undefined; whenFalse: Schema | undefined };

  /** Nothing is left to the keywords for what others have not looked at. */
  looksAtAllProperties: boolean;
  looksAtAllItems: boolean;
  /** How many elements have a schema of their own. */
  looksAtItems: number;
}
