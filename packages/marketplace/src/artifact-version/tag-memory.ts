import type { RegistryContents } from '../local/registry-contents.ts';

/** What tags name, remembered for some minutes, or until the registry tells of a change. */
const rememberedMs = 5 * 60_000;

export class TagMemory {
  readonly #known = new Map<string, { digest: string | undefined; until: number; repository: string }>();

  async of(place: string, repository: string, ask: () => Promise<string | undefined>): Promise<string | undefined> {
    const known = this.#known.get(place);
    if (known !== undefined && known.until > performance.now()) return known.digest;
    const digest = await ask();
    this.#known.set(place, { digest, until: performance.now() + rememberedMs, repository });
    return digest;
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
