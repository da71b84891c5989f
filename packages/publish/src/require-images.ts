import { Failure } from '@violet/machinery';
import { attempt, type PackageWork, plansOf } from './package-work.ts';
import { type PushOptions, transferOptions } from './push-options.ts';
import { imageName } from './transfer/each-image.ts';
import { missingImages } from './transfer/missing-images.ts';

/** Where nothing is to be sent: fails the packages of which an image is not in the registry. */
export async function requireImages(works: readonly PackageWork[], options: PushOptions): Promise<void> {
  const { registry } = options;
  const asking = { ...transferOptions(options), force: false };
  const { missing, failures } = await missingImages(plansOf(works), registry, asking);
  for (const work of works) {
    await attempt(work, async () => {
      const failure = work.plan && failures.get(work.plan);
      if (failure !== undefined) throw failure;
      const [image] = (work.plan && missing.get(work.plan)) ?? [];
      if (image === undefined) return;
      throw new Failure('NotFound', `${work.file.path}: ${imageName(registry, image)} is not in the registry`, {
        hint: 'Push without --skip-push.',
      });
    });
  }
}
