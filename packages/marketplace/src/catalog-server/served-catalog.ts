import type { CatalogContent } from '@violet/bundles';
import { CatalogQueries } from './catalog-queries.ts';

/** A call that reads a whole catalogue; it must not go on when there is a newer one. */
export interface LongCall {
  abort(): void;
}

/** The content of one catalogue at this moment, and who is reading it. */
export class ServedCatalog {
  #packagesAsked = 0;
  #queries: CatalogQueries | undefined;
  readonly #calls = new Set<LongCall>();

  /** Undefined until there is content: nobody may take an empty answer for the truth. */
  get queries(): CatalogQueries | undefined {
    return this.#queries;
  }

  get packagesAsked(): number {
    return this.#packagesAsked;
  }

  countPackagesAsked(): void {
    this.#packagesAsked += 1;
  }

  /**
   * From now on this is what is answered. Whoever is in the middle of the old content is cut off: a client that read it to its
   * end would keep it, as if it had come after the change.
   */
  swap(content: CatalogContent): void {
    this.#queries = new CatalogQueries(content);
    for (const call of this.#calls) call.abort();
    this.#calls.clear();
  }

  /** The answer ends it. */
  follow(call: LongCall): () => void {
    this.#calls.add(call);
    return () => this.#calls.delete(call);
  }
}
