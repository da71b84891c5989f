import type { RegistryContents } from './registry-contents.ts';

/** The registry tells every change; what was missed all the same is found by looking at everything now and then. */
const lookAgainMs = 10 * 60_000;

interface Watched {
  changed: Set<string>;
  /** Of a clock that only goes forward, in milliseconds. */
  lookedAt: number;
}

/**
 * Which repositories of the registry have to be looked at again, for each prefix. The first look at a prefix is at all of
 * them; after that the registry tells what has changed.
 */
export class ChangedRepositories {
  readonly #contents: RegistryContents;
  readonly #byPrefix = new Map<string, Watched>();

  constructor(contents: RegistryContents) {
    this.#contents = contents;
  }

  /** Repositories to look at; `known` are those that were there at the look before, or before this process. */
  async take(prefix: string, { known, now }: { known: Iterable<string>; now: number }): Promise<string[]> {
    const watched = this.#byPrefix.get(prefix);
    if (watched !== undefined && now - watched.lookedAt < lookAgainMs) {
      const changed = [...watched.changed];
      watched.changed.clear();
      return changed;
    }
    // Marked before it is listed: what changes meanwhile belongs to the next look.
    this.#byPrefix.set(prefix, { changed: new Set(), lookedAt: now });
    try {
      const there = await this.#contents.repositoriesBelow(prefix);
      return [...new Set([...there.filter((repository) => isOf(prefix, repository)), ...known])];
    } catch (error) {
      this.forget(prefix);
      throw error;
    }
  }

  giveBack(prefix: string, repositories: Iterable<string>): void {
    for (const repository of repositories) this.#byPrefix.get(prefix)?.changed.add(repository);
  }

  /** The next look is at everything again. */
  forget(prefix: string): void {
    this.#byPrefix.delete(prefix);
  }

  /** False where no chart repository is concerned. */
  mark(repository: string): boolean {
    let isOurs = false;
    for (const [prefix, { changed }] of this.#byPrefix) {
      if (!isOf(prefix, repository)) continue;
      changed.add(repository);
      isOurs = true;
    }
    return isOurs;
  }
}

/** A chart lies directly below its repository: `public-charts/web`, not `public-charts/web/image`. */
function isOf(prefix: string, repository: string): boolean {
  return repository.startsWith(prefix) && !repository.slice(prefix.length).includes('/');
}
