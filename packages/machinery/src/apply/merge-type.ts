import type { Json } from '../json.ts';
import type { Schema } from '../schema/schema.ts';
import { objectMetaSchema } from './object-meta-schema.ts';

/**
 * How values of a schema merge. A schema without a type allows several forms; the value decides (`formOf`). Upstream's
 * word is atom.
 */
export interface MergeType {
  scalar?: 'untyped' | 'numeric' | 'string' | 'boolean';
  list?: ListType;
  map?: MapType;
}

export interface ListType {
  atomic: boolean;
  /** Of a map list; empty for a set. */
  keys: readonly string[];
  element: () => MergeType;
}

export interface MapType {
  atomic: boolean;
  /** The type of a declared member. */
  field: (name: string) => MergeType | undefined;
  /** The type of other members; undefined where there may be none. */
  element: (() => MergeType) | undefined;
  defaultOf: (name: string) => Json | undefined;
}

const untyped: MergeType = {
  scalar: 'untyped',
  list: { atomic: true, keys: [], element: () => untyped },
  map: { atomic: true, field: () => undefined, element: () => untyped, defaultOf: () => undefined },
};

/** Where the schema says nothing: lists are replaced, objects merge member by member. */
const deduced: MergeType = {
  scalar: 'untyped',
  list: { atomic: true, keys: [], element: () => untyped },
  map: { atomic: false, field: () => undefined, element: () => deduced, defaultOf: () => undefined },
};

interface Known {
  strict: MergeType | undefined;
  preserving: MergeType | undefined;
  object: MergeType | undefined;
}

const known = new WeakMap<Schema, Known>();

/** The type of a whole object: its metadata is ObjectMeta, whatever the schema says. */
export function objectMergeType(schema: Schema | undefined): MergeType {
  if (schema === undefined) return objectMergeType(anything);
  const memo = memoOf(schema);
  memo.object ??= typeOf(schema, false, true);
  return memo.object;
}

const anything: Schema = { type: 'object' };

function mergeType(schema: Schema, preserves: boolean): MergeType {
  const memo = memoOf(schema);
  if (preserves) {
    memo.preserving ??= typeOf(schema, true, schema['x-kubernetes-embedded-resource'] === true);
    return memo.preserving;
  }
  memo.strict ??= typeOf(schema, false, schema['x-kubernetes-embedded-resource'] === true);
  return memo.strict;
}

function memoOf(schema: Schema): Known {
  let memo = known.get(schema);
  if (memo === undefined) {
    memo = { strict: undefined, preserving: undefined, object: undefined };
    known.set(schema, memo);
  }
  return memo;
}

/** `preserves`: unknown members are kept here because a schema further out says so; upstream passes that down. */
function typeOf(schema: Schema, preserves: boolean, isObject: boolean): MergeType {
  const keeps = preserves || schema['x-kubernetes-preserve-unknown-fields'] === true;
  switch (schema['x-kubernetes-int-or-string'] === true ? undefined : schema.type) {
    case 'object':
      return { map: mapType(schema, keeps, isObject) };
    case 'array':
      return { list: listType(schema, keeps) };
    case 'integer':
    case 'number':
      return { scalar: 'numeric' };
    case 'boolean':
      return { scalar: 'boolean' };
    case 'string':
      return { scalar: schema.format === undefined || schema.format === 'byte' ? 'string' : 'untyped' };
    default:
      return { scalar: 'untyped', list: listType(schema, keeps), map: mapType(schema, keeps, isObject) };
  }
}

const text: Schema = { type: 'string' };
const objectMembers: Record<string, Schema> = { apiVersion: text, kind: text, metadata: objectMetaSchema };

function mapType(schema: Schema, preserves: boolean, isObject: boolean): MapType {
  const declared = schema.properties ?? {};
  const find = (name: string): Schema | undefined => {
    if (isObject && Object.hasOwn(objectMembers, name)) return objectMembers[name];
    return Object.hasOwn(declared, name) ? declared[name] : undefined;
  };
  return {
    atomic: schema['x-kubernetes-map-type'] === 'atomic',
    field: (name) => {
      const found = find(name);
      return found === undefined ? undefined : mergeType(found, preserves);
    },
    element: elementOf(schema, preserves, isObject && schema.properties !== undefined),
    defaultOf: (name) => find(name)?.default,
  };
}

function elementOf(schema: Schema, preserves: boolean, isDeclared: boolean): (() => MergeType) | undefined {
  const additional = schema.additionalProperties;
  if (additional === true) return () => deduced;
  if (additional === false) return undefined;
  if (additional !== undefined) return () => mergeType(additional, preserves);
  const hasMembers = isDeclared || Object.keys(schema.properties ?? {}).length > 0;
  return preserves || !hasMembers ? () => deduced : undefined;
}

function listType(schema: Schema, preserves: boolean): ListType {
  const { items } = schema;
  return { ...relationship(schema), element: items === undefined ? () => untyped : () => mergeType(items, preserves) };
}

/** A list type decides; built-in kinds without one go by the strategy of their strategic merge patch. */
function relationship(schema: Schema): { atomic: boolean; keys: readonly string[] } {
  const listType = schema['x-kubernetes-list-type'];
  if (listType === 'set') return { atomic: false, keys: [] };
  if (listType === 'map') return { atomic: false, keys: schema['x-kubernetes-list-map-keys'] ?? [] };
  if (listType === 'atomic') return { atomic: true, keys: [] };
  const strategy = schema['x-kubernetes-patch-strategy'];
  if (strategy !== 'merge' && strategy !== 'merge,retainKeys') return { atomic: true, keys: [] };
  const key = schema['x-kubernetes-patch-merge-key'];
  return { atomic: false, keys: key === undefined ? [] : [key] };
}

/** The one form that a value takes; a missing or null value leaves all that the type allows. */
export function formOf(type: MergeType, value: Json | undefined): MergeType {
  if (value === undefined || value === null) return type;
  if (Array.isArray(value)) return type.list === undefined ? type : { list: type.list };
  if (typeof value === 'object') return type.map === undefined ? type : { map: type.map };
  return type.scalar === undefined ? type : { scalar: type.scalar };
}

export function sameForm(a: MergeType, b: MergeType): boolean {
  return a.scalar === b.scalar && a.list === b.list && a.map === b.map;
}

export function memberType(map: MapType, name: string): MergeType | undefined {
  return map.field(name) ?? map.element?.();
}
