/**
 * What is wrong with single manifests, remembered so that nothing broken is read twice. `undefined` stands for what is no
 * chart at all, which is nobody's problem.
 */
export class Problems {
  readonly #byRepository = new Map<string, Map<string, string | undefined>>();

  has(repository: string, manifest: string): boolean {
    return this.#byRepository.get(repository)?.has(manifest) === true;
  }

  add(repository: string, manifest: string, why: string): void {
    this.#of(repository).set(manifest, why);
  }

  /** What is wrong with a repository as a whole, or that nothing is. */
  note(repository: string, why: string | undefined): void {
    if (why === undefined) this.#byRepository.get(repository)?.delete('');
    else this.add(repository, '', why);
  }

  ignore(repository: string, manifest: string): void {
    this.#of(repository).set(manifest, undefined);
  }

  /** Forgets manifests that no tag names any more. */
  keepOnly(repository: string, manifests: ReadonlySet<string>): void {
    const own = this.#byRepository.get(repository);
    for (const manifest of own?.keys() ?? []) if (!manifests.has(manifest)) own?.delete(manifest);
    if (own?.size === 0) this.#byRepository.delete(repository);
  }

  /** All texts below a prefix, in the order of the repositories' names. */
  below(prefix: string): string[] {
    return [...this.#byRepository]
      .filter(([repository]) => repository.startsWith(prefix))
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .flatMap(([, own]) => [...own.values()].filter((why) => why !== undefined));
  }

  #of(repository: string): Map<string, string | undefined> {
    const own = this.#byRepository.get(repository) ?? new Map<string, string | undefined>();
    this.#byRepository.set(repository, own);
    return own;
  }
}
