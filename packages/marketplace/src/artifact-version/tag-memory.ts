import type { RegistryContents } from '../local/registry-contents.ts';

/** What the registry says of tags and images, remembered for some minutes, or until it tells of a change. */
export const rememberedMs = 5 * 60_000;

export class TagMemory<T> {
  readonly #known = new Map<string, { said: T; until: number; repository: string }>();

  async of(place: string, repository: string, ask: () => Promise<T>): Promise<T> {
    const known = this.#known.get(place);
    if (known !== undefined && known.until > performance.now()) return known.said;
    return this.remember(place, repository, await ask());
  }

  remember(place: string, repository: string, said: T): T {
    this.#known.set(place, { said, until: performance.now() + rememberedMs, repository });
    return said;
  }

  /** Whether something was remembered of the repository that has changed. */
  forget(repository: string): boolean {
    const stale = [...this.#known].filter(([, one]) => one.repository === repository);
    for (const [place] of stale) this.#known.delete(place);
    return stale.length > 0;
  }

  /** Forgets what changes, and tells. The answer ends it. */
  follow(contents: RegistryContents | undefined, changed: () => void): () => void {
    if (contents === undefined) return () => undefined;
    return contents.onChange((repository) => {
      if (this.forget(repository)) changed();
    });
  }
}
