import type { GroupVersionKind, KubernetesObject } from '@violet/machinery';
import type { BuiltinKind } from '../kinds/kind.ts';
import type { Collection } from '../storage/collection.ts';

/** One served version of a kind, and where its objects are kept. Custom kinds take the same form as built-in ones. */
export interface Kind {
  readonly served: BuiltinKind;
  readonly collection: Collection;
  /** The apiVersion that stored objects carry. */
  readonly storedApiVersion: string;
  /** The apiVersion that this version's clients see. */
  readonly apiVersion: string;
  /** Of a custom kind. */
  readonly custom?: CustomKind;
}

/** From one version of a kind to another, in the order given; objects that have the version already stay as they are. */
export interface Conversion {
  convert(objects: readonly KubernetesObject[], apiVersion: string): Promise<KubernetesObject[]>;
  /** The same for objects that nobody changes any more. */
  convertStored(objects: readonly KubernetesObject[], apiVersion: string): Promise<KubernetesObject[]>;
}

export interface CustomKind {
  definitionName: string;
  /** No more objects may be created: the definition is being deleted. */
  terminating: boolean;
  scale?: ScalePaths;
  /** By somebody else; absent where versions differ in nothing but their name. */
  conversion?: Conversion;
  /** JSON paths that field selectors may use besides name and namespace. */
  selectableFields: readonly string[];
}

/** Where a kind keeps its replicas, as a CRD writes it: `.spec.replicas`. */
export interface ScalePaths {
  specReplicasPath: string;
  statusReplicasPath: string;
  labelSelectorPath?: string;
}

export function gvkOf({ served }: Kind): GroupVersionKind {
  return { group: served.group, version: served.version, kind: served.kind };
}

/** Stored objects as clients of this version see them. The store's own objects are never changed. */
export async function allPresented(kind: Kind, stored: readonly KubernetesObject[]): Promise<KubernetesObject[]> {
  const conversion = kind.custom?.conversion;
  if (conversion !== undefined) return await conversion.convertStored(stored, kind.apiVersion);
  return stored.map((object) => withVersion(object, kind.apiVersion));
}

export async function presented(kind: Kind, stored: KubernetesObject): Promise<KubernetesObject> {
  return (await allPresented(kind, [stored]))[0] ?? stored;
}

/** An object of one version as another version has it. */
export async function inVersionOf(kind: Kind, object: KubernetesObject): Promise<KubernetesObject> {
  const conversion = kind.custom?.conversion;
  if (conversion === undefined) return withVersion(object, kind.apiVersion);
  return (await conversion.convert([object], kind.apiVersion))[0] ?? object;
}

/** An object as it is to be stored; `before` is what is stored now. */
export async function forStore(
  kind: Kind,
  object: KubernetesObject,
  before?: KubernetesObject,
): Promise<KubernetesObject> {
  const conversion = kind.custom?.conversion;
  if (conversion !== undefined) return (await conversion.convert([object], kind.storedApiVersion))[0] ?? object;
  object.apiVersion = before?.apiVersion ?? kind.storedApiVersion;
  return object;
}

function withVersion(object: KubernetesObject, apiVersion: string): KubernetesObject {
  return object.apiVersion === apiVersion ? object : { ...object, apiVersion };
}
