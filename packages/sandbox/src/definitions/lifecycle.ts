import { isFailure, type KubernetesObject, prepareSchema } from '@violet/machinery';
import type { Cluster } from '../requests/cluster.ts';
import { deleteObject } from '../requests/delete.ts';
import { systemContext } from '../requests/system-context.ts';
import type { Collection } from '../storage/collection.ts';
import { keyOf, type StoreEvent } from '../storage/event.ts';
import { acceptedNames } from './accepted-names.ts';
import { customKinds } from './custom-kind.ts';
import { cleanupFinalizer, type Definition, definitionsId, hasCondition } from './definition.ts';
import { statusOfDefinition } from './status.ts';

/**
 * Makes what CustomResourceDefinitions say true: serves their kinds in the very write that establishes them, keeps their
 * status, and empties a kind before its definition goes.
 */
export class DefinitionLifecycle {
  private readonly cluster: Cluster;
  private readonly definitions: Collection;
  private readonly log: (message: string, error: unknown) => void;

  constructor(cluster: Cluster, log: (message: string, error: unknown) => void) {
    this.cluster = cluster;
    this.definitions = cluster.store.collection(definitionsId);
    this.log = log;
  }

  async start(): Promise<void> {
    for (const object of this.definitions.list()) await prepareSchemas(object as Definition);
    for (const object of [...this.definitions.list()]) this.observe(object as Definition);
    this.cluster.store.onWrite((collection, event) => {
      if (collection === this.definitions) this.definitionChanged(event);
      else if (event.object === undefined) this.objectRemoved(collection);
    });
  }

  private definitionChanged({ object, previous }: StoreEvent): void {
    if (object !== undefined) this.observe(object as Definition);
    else this.cluster.catalog.setCustom(previous?.metadata.name ?? '', []);
  }

  private observe(definition: Definition): void {
    const name = definition.metadata.name ?? '';
    const wanted = this.completed(definition);
    if (wanted !== undefined) {
      // Comes back here through the store's listener.
      this.cluster.store.put(this.definitions, wanted);
      return;
    }
    const established = hasCondition(definition, 'Established');
    this.cluster.catalog.setCustom(name, established ? customKinds(definition, this.cluster.store) : []);
    if (established) this.bringUpToDate(name);
    if (definition.metadata.deletionTimestamp !== undefined) this.empty(definition);
  }

  /** The definition with its status as it should be; undefined when it is. */
  private completed(definition: Definition): Definition | undefined {
    const names = acceptedNames(definition, [...this.definitions.list()] as Definition[], this.cluster.catalog.kinds);
    const status = statusOfDefinition(definition, names, this.cluster.clock());
    return status === undefined ? undefined : { ...definition, metadata: { ...definition.metadata }, status };
  }

  /** Objects that were stored under an older schema are read with the defaults of the new one, without being written. */
  private bringUpToDate(definitionName: string): void {
    for (const { collection, custom, served, storedApiVersion, apiVersion } of this.cluster.catalog.kinds) {
      if (custom?.definitionName !== definitionName || storedApiVersion !== apiVersion || !hasDefaults(served.schema))
        continue;
      for (const [key, object] of collection.objects) {
        const copy = structuredClone(object);
        served.applyDefaults(copy);
        collection.objects.set(key, copy);
      }
    }
  }

  private empty(definition: Definition): void {
    const { group, names } = definition.spec;
    const kind = this.cluster.catalog.resource(group, names.plural);
    const objects = kind === undefined ? [] : [...kind.collection.list()];
    if (kind === undefined || objects.length === 0) {
      setImmediate(() => this.release(definition.metadata.name ?? ''));
      return;
    }
    void this.deleteAll(kind, objects).catch((error: unknown) =>
      this.log(`cannot empty ${definition.metadata.name}`, error),
    );
  }

  private async deleteAll(kind: Parameters<typeof deleteObject>[1], objects: KubernetesObject[]): Promise<void> {
    for (const { metadata } of objects) {
      if (metadata.deletionTimestamp !== undefined) continue;
      const { name = '', namespace } = metadata;
      const target = { resource: kind.served, name, ...(namespace === undefined ? {} : { namespace }) };
      try {
        await deleteObject(this.cluster, kind, { target, options: { dryRun: false }, context: systemContext });
      } catch (error) {
        if (!isFailure(error, 'NotFound')) throw error;
      }
    }
  }

  private objectRemoved(collection: Collection): void {
    if (collection.objects.size > 0) return;
    const definition = this.definitions.get(keyOf(undefined, collection.id)) as Definition | undefined;
    if (definition?.metadata.deletionTimestamp !== undefined) setImmediate(() => this.release(collection.id));
  }

  /** Takes the finalizer off a definition whose kind is empty. */
  private release(name: string): void {
    const key = keyOf(undefined, name);
    const definition = this.definitions.get(key) as Definition | undefined;
    if (definition === undefined || this.cluster.store.collection(name).objects.size > 0) return;
    const finalizers = (definition.metadata.finalizers ?? []).filter((finalizer) => finalizer !== cleanupFinalizer);
    if (finalizers.length === 0) {
      this.cluster.store.remove(this.definitions, key);
    } else if (finalizers.length !== definition.metadata.finalizers?.length) {
      this.cluster.store.put(this.definitions, { ...definition, metadata: { ...definition.metadata, finalizers } });
    }
  }
}

async function prepareSchemas({ spec }: Definition): Promise<void> {
  for (const { schema } of spec.versions)
    if (schema?.openAPIV3Schema !== undefined) await prepareSchema(schema.openAPIV3Schema);
}

function hasDefaults(schema: object): boolean {
  return JSON.stringify(schema).includes('"default":');
}
