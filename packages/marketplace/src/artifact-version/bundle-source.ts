import { Secret, systemNamespace } from '@violet/api';
import type { Bundle } from '@violet/bundles';
import type { Cluster } from '@violet/kube';
import { Failure, isFailure } from '@violet/machinery';
import { type Credentials, credentialsFromDockerConfig, pullImageFiles, type Registry } from '@violet/oci';
import type { BundleRecipe } from './bundle-recipe.ts';
import { judgeBeside } from './judge-beside.ts';
import { type OfferedImage, offeredImage } from './offered-image.ts';

/** Makes the client of a registry; it is closed after use. */
export type OpenRegistry = (address: string, credentials: Credentials | undefined) => Registry;

/** The platform's own registry. What an object names stays in it, and what none names goes by itself. */
export interface OwnRegistry {
  address: string;
  /** With an account that may push; it is closed after use. */
  open(): Registry;
}

/** How the registries are reached that Artifacts name. */
export interface Registries {
  openRegistry: OpenRegistry;
  ownRegistry?: OwnRegistry | undefined;
}

/** A bundle, and the image that has the rest of it where it is too large to be sent whole. */
export interface ReadBundle extends Partial<OfferedImage> {
  bundle: Bundle;
}

/** The platform's own pull secret, in `cpaas-system` of every cluster. */
const platformPullSecret = 'global-registry-auth';
const dockerConfig = '.dockerconfigjson';

/** Reads bundles out of the registries that Artifacts name. */
export class BundleSource {
  readonly #registries: Registries;
  readonly #cluster: Cluster;

  constructor(registries: Registries, cluster: Cluster) {
    this.#registries = registries;
    this.#cluster = cluster;
  }

  /**
   * The bundle by digest. Throws NotFound where the registry does not have it, Invalid where it is none, and what the registry says
   * otherwise. `secrets` are names of pull secrets, the first that knows the registry counts.
   */
  async read(recipe: BundleRecipe, secrets: readonly string[]): Promise<ReadBundle> {
    const { registry: address, repository, digest } = recipe;
    const source = `${address}/${repository}@${digest}`;
    const pulled = await this.#with(address, secrets, (registry) =>
      pullImageFiles(registry, repository, digest, { wanted: isBundleFile }),
    );
    if (pulled === undefined) throw new Failure('NotFound', `${source} is not in the registry`);
    const { files, config } = pulled;
    const labels = config.config?.Labels ?? {};
    const { bundle, isLarge, rewritten } = await judgeBeside({ files, labels, source, recipe });
    if (!isLarge) return { bundle };
    const { ownRegistry } = this.#registries;
    const own = ownRegistry?.address === address ? ownRegistry : undefined;
    const registry = own?.open() ?? (await this.#open(address, secrets));
    const keepsWhatIsNamed = own !== undefined;
    const deed = () => offeredImage(recipe, { pulled, rewritten, registry, keepsWhatIsNamed });
    return { bundle, ...(await deed().finally(() => registry.close())) };
  }

  /** Whether an image is still where it was. */
  async has(
    { registry: address, repository }: Pick<BundleRecipe, 'registry' | 'repository'>,
    digest: string,
    secrets: readonly string[],
  ): Promise<boolean> {
    return (await this.#with(address, secrets, (registry) => registry.headManifest(repository, digest))) !== undefined;
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
    const registry = await this.#open(address, secrets);
    return await deed(registry).finally(() => registry.close());
  }

  async #open(address: string, secrets: readonly string[]): Promise<Registry> {
    return this.#registries.openRegistry(address, await this.#credentials(address, secrets));
  }

  async #credentials(address: string, secrets: readonly string[]): Promise<Credentials | undefined> {
    for (const name of [...secrets, platformPullSecret]) {
      const secret = await this.#cluster.resource(Secret, systemNamespace).get(name);
      const text = secret?.data?.[dockerConfig];
      if (text === undefined) continue;
      const source = `secret ${systemNamespace}/${name}`;
      const found = credentialsIn(Buffer.from(text, 'base64').toString('utf8'), address, source);
      if (found !== undefined) return found;
    }
    return undefined;
  }
}

/** What is wrong with a secret is not wrong with the bundle, and is looked at again: nobody tells of its change. */
function credentialsIn(text: string, address: string, source: string): Credentials | undefined {
  try {
    return credentialsFromDockerConfig(text, address, source);
  } catch (error) {
    if (!isFailure(error)) throw error;
    throw new Failure('Forbidden', error.message, { reason: 'PullSecretInvalid', cause: error });
  }
}

/** Bundles have their manifests and metadata anywhere that their labels say; other files are pictures of documentation. */
function isBundleFile(path: string): boolean {
  return /\.(ya?ml|json)$/.test(path);
}
