/** What the platform's registry holds, as far as chart repositories follow it. */
export interface RegistryContents {
  /** The names of all repositories below a prefix such as `public-charts/`. */
  repositoriesBelow(prefix: string): Promise<string[]>;
  /** Tag → digest of its manifest; empty where there is no such repository. */
  tagsOf(repository: string): Promise<ReadonlyMap<string, string>>;
  /** Calls the listener with the repository after each change; gives the function that ends that. */
  onChange(listener: (repository: string) => void): () => void;
}
