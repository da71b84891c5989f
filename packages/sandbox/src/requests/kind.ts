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

export interface CustomKind {
  definitionName: string;
  /** No more objects may be created: the definition is being deleted. */
  terminating: boolean;
  scale?: ScalePaths;
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

/** An object as clients of this version see it. The store's own object is never changed. */
export function presented(kind: Kind, stored: KubernetesObject): KubernetesObject {
  return stored.apiVersion === kind.apiVersion ? stored : { ...stored, apiVersion: kind.apiVersion };
}
