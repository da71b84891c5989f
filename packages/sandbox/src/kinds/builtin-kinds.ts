import { readFileSync } from 'node:fs';
import type { ServedSubresource, Verb } from '@violet/apiserver';
import {
  cloneJson,
  type JsonObject,
  jsonEqual,
  type KubernetesObject,
  parseApiVersion,
  type Schema,
} from '@violet/machinery';
import { columnsOf } from './columns/columns-of.ts';
import { scaleColumns } from './columns/scale.ts';
import { applyTypeDefaults } from './defaults/apply-defaults.ts';
import { type Definition, definitionOf } from './definitions.ts';
import type { BuiltinKind } from './kind.ts';
import { emptyStruct, normalizeObject } from './normalize.ts';
import { at } from './read.ts';
import { schemaOf } from './schemas.ts';
import type { Strategy } from './strategies/strategy.ts';
import { strategyOf } from './strategies/strategy-of.ts';
import { validateObject } from './validation/validate.ts';

interface SubresourceFacts {
  group?: string;
  version?: string;
  kind: string;
  verbs: Verb[];
}

interface ResourceFacts {
  kind: string;
  singular: string;
  definition: string;
  namespaced: boolean;
  verbs: Verb[];
  shortNames?: string[];
  categories?: string[];
  subresources?: Record<string, SubresourceFacts>;
}

let kinds: readonly BuiltinKind[] | undefined;

/** Every built-in kind, made once for all clusters of the process; schemas are made when first asked for. */
export function builtinKinds(): readonly BuiltinKind[] {
  kinds ??= readKinds();
  return kinds;
}

function readKinds(): BuiltinKind[] {
  const text = readFileSync(new URL('./facts/resources.json', import.meta.url), 'utf8');
  const groups = JSON.parse(text) as Record<string, Record<string, ResourceFacts>>;
  return Object.entries(groups).flatMap(([apiVersion, resources]) =>
    Object.entries(resources).map(([plural, facts]) => builtinKind(apiVersion, plural, facts)),
  );
}

function builtinKind(apiVersion: string, plural: string, facts: ResourceFacts): BuiltinKind {
  const { group, version } = parseApiVersion(apiVersion);
  const strategy = strategyOf(apiVersion, facts.kind);
  const subresources = Object.entries(facts.subresources ?? {}).map(
    ([name, subresource]): ServedSubresource => ({
      name,
      group,
      version,
      ...subresource,
      ...(name === 'scale' ? { columns: scaleColumns } : {}),
    }),
  );
  const hasStatus = subresources.some(({ name }) => name === 'status');
  const definition = () => knownDefinition(facts.definition);
  return {
    group,
    version,
    plural,
    singular: facts.singular,
    kind: facts.kind,
    listKind: `${facts.kind}List`,
    namespaced: facts.namespaced,
    shortNames: facts.shortNames ?? [],
    categories: facts.categories ?? [],
    verbs: facts.verbs,
    subresources,
    columns: columnsOf(apiVersion, facts.kind),
    definitionName: facts.definition,
    ...deprecation(apiVersion, facts.kind),
    get schema(): Schema {
      return schemaOf(facts.definition);
    },
    normalize: (object) => normalizeObject(object, definition()),
    emptyObject: () => ({ apiVersion, kind: facts.kind, metadata: {}, ...emptyStruct(definition()) }),
    applyDefaults: (object) => applyTypeDefaults(jsonOf(object), definition()),
    prepareCreate: (object) => prepareCreate(object, definition(), strategy, hasStatus),
    prepareUpdate: (object, old) => prepareUpdate(object, old, strategy, hasStatus),
    prepareStatusUpdate: (object, old) => prepareStatusUpdate(object, old, strategy),
    validate: (object, old) => validateObject(apiVersion, facts, object, old),
    resetFields: (subresource) => resetFields(strategy, hasStatus, subresource),
  };
}

/** Of what is served here, only Endpoints are to go. */
function deprecation(apiVersion: string, kind: string): { deprecationWarning?: string } {
  if (apiVersion !== 'v1' || kind !== 'Endpoints') return {};
  return { deprecationWarning: 'v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice' };
}

function knownDefinition(name: string): Definition {
  const definition = definitionOf(name);
  if (definition === undefined) throw new Error(`no facts about ${name}`);
  return definition;
}

/** A Kubernetes object is a JSON object; its type only says more about it. */
function jsonOf(object: KubernetesObject): JsonObject {
  return object as unknown as JsonObject;
}

function prepareCreate(object: KubernetesObject, definition: Definition, strategy: Strategy, hasStatus: boolean): void {
  const status = definition.fields.get('status');
  if (hasStatus && strategy.keepsStatusAtCreation !== true && status?.type.kind === 'reference') {
    object.status = emptyStruct(knownDefinition(status.type.definition));
  }
  if (strategy.generation !== undefined) object.metadata.generation = 1;
  strategy.create?.(object);
  applyTypeDefaults(jsonOf(object), definition);
}

function prepareUpdate(object: KubernetesObject, old: KubernetesObject, strategy: Strategy, hasStatus: boolean): void {
  if (hasStatus) copyMember(object, old, 'status');
  strategy.update?.(object, old);
  keepGeneration(object, old);
  if (strategy.generation === undefined) return;
  const changed = strategy.generation.some((path) => !jsonEqual(at(object, path), at(old, path)));
  if (changed) object.metadata.generation = (old.metadata.generation ?? 0) + 1;
}

function prepareStatusUpdate(object: KubernetesObject, old: KubernetesObject, strategy: Strategy): void {
  for (const member of new Set([...Object.keys(object), ...Object.keys(old)])) {
    if (!['apiVersion', 'kind', 'metadata', 'status'].includes(member)) copyMember(object, old, member);
  }
  for (const member of strategy.metadataKeptByStatus ?? []) {
    if (old.metadata[member] === undefined) delete object.metadata[member];
    else Object.assign(object.metadata, { [member]: cloneJson(old.metadata[member]) });
  }
  keepGeneration(object, old);
}

function keepGeneration(object: KubernetesObject, old: KubernetesObject): void {
  if (old.metadata.generation === undefined) delete object.metadata.generation;
  else object.metadata.generation = old.metadata.generation;
}

function copyMember(object: KubernetesObject, old: KubernetesObject, member: string): void {
  if (old[member] === undefined) delete object[member];
  else object[member] = cloneJson(old[member]);
}

function resetFields(
  strategy: Strategy,
  hasStatus: boolean,
  subresource: string | undefined,
): readonly (readonly string[])[] {
  if (subresource === undefined) return hasStatus ? [['status']] : [];
  if (subresource !== 'status') return [];
  return [['spec'], ...(strategy.metadataKeptByStatus ?? []).map((member) => ['metadata', member])];
}
