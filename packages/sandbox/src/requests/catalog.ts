import type { ServedResource } from '@violet/apiserver';
import { formatApiVersion } from '@violet/machinery';
import type { BuiltinKind } from '../kinds/kind.ts';
import type { Store } from '../storage/store.ts';
import type { CustomKind, Kind } from './kind.ts';

/** A kind to be served, before it has a place in the store. */
export interface OfferedKind {
  served: BuiltinKind;
  storageVersion: string;
  custom?: CustomKind;
}

/** Everything that is served now. */
export class Catalog {
  private readonly store: Store;
  private readonly builtins: readonly Kind[];
  private readonly customs = new Map<string, readonly Kind[]>();
  private all: readonly Kind[] = [];
  private served: readonly ServedResource[] = [];
  private byResource = new Map<ServedResource, Kind>();
  private byKind = new Map<string, Kind>();

  constructor(store: Store, builtins: readonly OfferedKind[]) {
    this.store = store;
    this.builtins = builtins.map((offered) => this.place(offered));
    this.rebuild();
  }

  /** Replaced, never changed, when custom kinds come and go. */
  get resources(): readonly ServedResource[] {
    return this.served;
  }

  get kinds(): readonly Kind[] {
    return this.all;
  }

  /** The kind of a resource that this catalogue gave out. A request that began before a CRD changed finds the new one. */
  kindOf(resource: ServedResource): Kind | undefined {
    return this.byResource.get(resource) ?? this.find(resource.group, resource.version, resource.kind);
  }

  find(group: string, version: string, kind: string): Kind | undefined {
    return this.byKind.get(`${group}/${version}/${kind}`);
  }

  /** Any served version of a resource, such as `pods` in the core group. */
  resource(group: string, plural: string): Kind | undefined {
    return this.all.find(({ served }) => served.group === group && served.plural === plural);
  }

  /** Sets what one CustomResourceDefinition serves; an empty list takes it away. */
  setCustom(definitionName: string, kinds: readonly OfferedKind[]): void {
    if (kinds.length === 0 && !this.customs.has(definitionName)) return;
    if (kinds.length === 0) this.customs.delete(definitionName);
    else
      this.customs.set(
        definitionName,
        kinds.map((offered) => this.place(offered)),
      );
    this.rebuild();
  }

  private place({ served, storageVersion, custom }: OfferedKind): Kind {
    const id = served.group === '' ? served.plural : `${served.plural}.${served.group}`;
    return {
      served,
      collection: this.store.collection(id),
      storedApiVersion: formatApiVersion(served.group, storageVersion),
      apiVersion: formatApiVersion(served.group, served.version),
      ...(custom === undefined ? {} : { custom }),
    };
  }

  private rebuild(): void {
    this.all = [...this.builtins, ...[...this.customs.values()].flat()];
    this.served = this.all.map(({ served }) => served);
    this.byResource = new Map(this.all.map((kind) => [kind.served, kind]));
    this.byKind = new Map(
      this.all.map((kind) => [`${kind.served.group}/${kind.served.version}/${kind.served.kind}`, kind]),
    );
  }
}
