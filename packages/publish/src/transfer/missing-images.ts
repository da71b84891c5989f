import type { Failure } from '@violet/machinery';
import { childrenOf, digestOf, isIndexMediaType, parseDigest, parseManifest, type Registry } from '@violet/oci';
import type { PackagePlan, PlannedImage } from '../plan/plan-package.ts';
import { failureOfOne } from './blame.ts';
import { eachImage, imageName } from './each-image.ts';
import type { TransferOptions } from './transfer-options.ts';

export interface MissingImages {
  missing: Map<PackagePlan, PlannedImage[]>;
  /** Packages whose repositories could not be asked; they are not among the others. */
  failures: Map<PackagePlan, Failure>;
}

/** The images of each package that the registry does not have. One request an image, as long as nothing differs. */
export async function missingImages(
  plans: readonly PackagePlan[],
  registry: Registry,
  options: TransferOptions,
): Promise<MissingImages> {
  const failures = new Map<PackagePlan, Failure>();
  const missing = new Map<PackagePlan, PlannedImage[]>(plans.map((plan) => [plan, []]));
  const all = new Map(plans.map((plan) => [plan, plan.images]));
  await eachImage(all, options, async (plan, image) => {
    if (failures.has(plan)) return;
    try {
      if (options.force || !(await isPresent(image, registry))) {
        missing.get(plan)?.push(image);
        return;
      }
    } catch (error) {
      failures.set(plan, failureOfOne(error));
      return;
    }
    options.onEvent({ type: 'image', package: plan.file.path, image: imageName(registry, image), outcome: 'present' });
  });
  for (const plan of failures.keys()) missing.delete(plan);
  return { missing, failures };
}

/**
 * Whether the registry has the image, or an index that has all of it: a package for fewer platforms must not take an image
 * from the others.
 */
async function isPresent(image: PlannedImage, registry: Registry): Promise<boolean> {
  const { repository, reference, digest, sameAs, contents } = image;
  const found = await registry.headManifest(repository, reference);
  if (found === undefined || found.digest === digest || found.digest === sameAs) return found !== undefined;
  if (isSameByAnotherHash(image, found.digest)) return (await registry.headManifest(repository, digest)) !== undefined;
  if (!isIndexMediaType(found.mediaType)) return false;
  const pulled = await registry.getManifest(repository, found.digest);
  if (pulled === undefined) return false;
  const index = parseManifest(pulled.bytes, pulled.mediaType, imageName(registry, image));
  const there = new Set(childrenOf(index).map((child) => child.digest));
  return contents.manifests.every((one) => isIndexMediaType(one.mediaType) || there.has(one.digest));
}

/** What is tagged is known by sha256 to most registries, whatever the image is pinned by. */
function isSameByAnotherHash({ digest, contents }: PlannedImage, found: string): boolean {
  const { algorithm } = parseDigest(found);
  const root = contents.manifests.find((manifest) => manifest.digest === digest);
  return root !== undefined && !digest.startsWith(`${algorithm}:`) && digestOf(root.bytes, algorithm) === found;
}
