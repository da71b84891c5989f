import { landingRepository } from '@violet/api';
import {
  type ImageContents,
  imageContents,
  type LandingImage,
  type NamedImage,
  namedImages,
  type PackageFile,
  refuseCollisions,
} from '@violet/archive';
import { Failure } from '@violet/machinery';
import { contentsDigest } from './contents-digest.ts';
import { type PlannedBundle, planBundle } from './plan-bundle.ts';
import { inChartRepository, type PlannedChart, planChart } from './plan-chart.ts';

/** One image (or chart) and where it goes. */
export interface PlannedImage extends LandingImage {
  contents: ImageContents;
  /** Digest of a manifest in the registry that has the same to say. */
  sameAs?: string;
}

/** What one package brings to a registry. */
export interface PackagePlan {
  file: PackageFile;
  /** Digest of all that the package says and holds. */
  contents: string;
  artifact: PlannedImage;
  /** Where the artifact is a Helm chart that is no plugin. */
  chart?: PlannedChart;
  /** Where the artifact is an operator. */
  bundle?: PlannedBundle;
  /** The artifact included. */
  images: PlannedImage[];
  /** Goes before the names of all repositories, those of its bases too. */
  prefix?: string;
  /** Packages of the same push that bring images of this one too. */
  dependsOn: Set<PackagePlan>;
  /** Of each blob that the file leaves to its base: a repository of the registry that has it. */
  elsewhere: Map<string, string>;
  /** Size of all blobs, each once. */
  bytes: number;
}

/** Manifests are held in memory until they are sent. */
const maxManifestsBytes = 32 * 1024 * 1024;

export interface PlanOptions {
  /** The chart repository that Helm charts go to. */
  chartRepo: string;
  /** Goes before the names of all repositories. */
  prefix?: string | undefined;
}

/**
 * Reads what a package consists of and where it lands. Throws Invalid where a part is missing, where there is more than
 * its manifest names (whoever reads `violet show --all` has seen all), and where two images would land in one place. A chart goes to
 * `chartRepo`.
 */
export async function planPackage(file: PackageFile, { chartRepo, prefix }: PlanOptions): Promise<PackagePlan> {
  const { spec } = file.manifest;
  const { artifact: found, images: packaged } = await planImages(file);
  const chart = spec.type === 'chart' ? await planChart(file, found, chartRepo) : undefined;
  const bundle = spec.type === 'bundle' ? await planBundle(file, found) : undefined;
  const artifact = below(prefix, chart === undefined ? found : inChartRepository(file, found, chart));
  const images = packaged.map((image) => (image === found ? artifact : below(prefix, image)));
  refuseCollisions(file.path, images);
  const sizes = new Map(
    images.flatMap(({ contents }) => contents.blobs.map(({ digest, size }) => [digest, size] as const)),
  );
  const kind = {
    ...(chart === undefined ? {} : { chart }),
    ...(bundle === undefined ? {} : { bundle }),
    ...(prefix === undefined ? {} : { prefix }),
  };
  const bytes = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  const contents = await contentsDigest(file);
  return { file, contents, artifact, images, ...kind, bytes, dependsOn: new Set(), elsewhere: new Map() };
}

async function planImages(file: PackageFile): Promise<{ artifact: PlannedImage; images: PlannedImage[] }> {
  const named = await namedImages(file);
  const images: PlannedImage[] = [];
  let artifact: PlannedImage | undefined;
  let manifestBytes = 0;
  for (const one of named.images) {
    const image = await planImage(file, one);
    manifestBytes += image.contents.manifests.reduce((sum, { bytes }) => sum + bytes.length, 0);
    if (manifestBytes > maxManifestsBytes) throw tooLong(file);
    if (one === named.artifact) artifact = image;
    images.push(image);
  }
  return { artifact: artifact ?? (await planImage(file, named.artifact)), images };
}

function below(prefix: string | undefined, image: PlannedImage): PlannedImage {
  return { ...image, repository: repositoryBelow(prefix, image.repository) };
}

export function repositoryBelow(prefix: string | undefined, repository: string): string {
  return prefix === undefined ? repository : `${prefix}/${repository}`;
}

async function planImage(file: PackageFile, image: NamedImage): Promise<PlannedImage> {
  const { name, reference, root, isThirdParty } = image;
  return {
    name,
    repository: landingRepository(reference.repository, { thirdParty: isThirdParty }),
    reference: reference.tag ?? root.digest,
    digest: root.digest,
    contents: await imageContents(file, image),
  };
}

function tooLong(file: PackageFile): Failure {
  return new Failure('Invalid', `${file.path}: the manifests of its images have more than ${maxManifestsBytes} bytes`);
}
