import { Secret, systemNamespace } from '@violet/api';
import type { Cluster } from '@violet/kube';
import { Failure } from '@violet/machinery';
import { type Credentials, credentialsFromDockerConfig, pullImageFiles, type Registry } from '@violet/oci';
import type { BundleRecipe } from './bundle-recipe.ts';
import { judgeBeside } from './judge-beside.ts';
import type { JudgedBundle } from './judge-bundle.ts';

/** Makes the client of a registry; it is closed after use. */
export type OpenRegistry = (address: string, credentials: Credentials | undefined) => Registry;

/** The platform's own pull secret, in `cpaas-system` of every cluster. */
const platformPullSecret = 'global-registry-auth';
const dockerConfig = '.dockerconfigjson';

/** Reads bundles out of the registries that Artifacts name. */
export class BundleSource {
  readonly #open: OpenRegistry;
  readonly #cluster: Cluster;

  constructor(open: OpenRegistry, cluster: Cluster) {
    this.#open = open;
    this.#cluster = cluster;
  }

  /**
   * The bundle by digest. Throws NotFound where the registry does not have it, Invalid where it is none, and what the registry says
   * otherwise. `secrets` are names of pull secrets, the first that knows the registry counts.
   */
  async read(recipe: BundleRecipe, secrets: readonly string[]): Promise<JudgedBundle> {
    const { registry: address, repository, digest } = recipe;
    const source = `${address}/${repository}@${digest}`;
    const pulled = await this.#with(address, secrets, (registry) =>
      pullImageFiles(registry, repository, digest, { wanted: isBundleFile }),
    );
    if (pulled === undefined) throw new Failure('NotFound', `${source} is not in the registry`);
    const labels = pulled.config.config?.Labels ?? {};
    return await judgeBeside({ files: pulled.files, labels, source, recipe });
  }

  /** What a tag names now; undefined where there is none. */
  async digestOf(
    { registry: address, repository, tag }: Pick<BundleRecipe, 'registry' | 'repository' | 'tag'>,
    secrets: readonly string[],
  ): Promise<string | undefined> {
    const found = await this.#with(address, secrets, (registry) => registry.headManifest(repository, tag));
    return found?.digest;
  }

  /** All tags of a repository; empty where there is none. */
  async tagsOf(
    { registry: address, repository }: Pick<BundleRecipe, 'registry' | 'repository'>,
    secrets: readonly string[],
  ): Promise<string[]> {
    return (await this.#with(address, secrets, (registry) => registry.listTags(repository))) ?? [];
  }

  async #with<T>(address: string, secrets: readonly string[], deed: (registry: Registry) => Promise<T>): Promise<T> {
    const registry = this.#open(address, await this.#credentials(address, secrets));
    try {
      return await deed(registry);
    } finally {
      registry.close();
    }
  }

  async #credentials(address: string, secrets: readonly string[]): Promise<Credentials | undefined> {
    for (const name of [...secrets, platformPullSecret]) {
      const secret = await this.#cluster.resource(Secret, systemNamespace).get(name);
      const text = secret?.data?.[dockerConfig];
      if (text === undefined) continue;
      const source = `secret ${systemNamespace}/${name}`;
      const found = credentialsFromDockerConfig(Buffer.from(text, 'base64').toString('utf8'), address, source);
      if (found !== undefined) return found;
    }
    return undefined;
  }
}

/** Bundles have their manifests and metadata anywhere that their labels say; other files are pictures of documentation. */
function isBundleFile(path: string): boolean {
  return /\.(ya?ml|json)$/.test(path);
}
