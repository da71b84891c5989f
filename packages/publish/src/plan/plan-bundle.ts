import { artifactVersionName } from '@violet/api';
import { type BundleSummary, type PackageFile, readPackagedBundle } from '@violet/archive';
import { dnsSubdomainProblems, Failure } from '@violet/machinery';
import type { PlannedImage } from './plan-package.ts';

/** The operator that a package brings. */
export interface PlannedBundle {
  summary: BundleSummary;
  tag: string;
  /** Images, as the bundle names them, that land below `3rdparty/`. */
  thirdPartyImages: string[];
}

/** gRPC clients take no larger message, and one that is larger keeps every namespace from its catalogue. */
const maxMessageBytes = 4 * 1024 * 1024;
/** OLM unpacks larger bundles into a ConfigMap. */
const maxUnpackedBytes = 1024 * 1024;

/** Reads the bundle behind a package's artifact; throws Invalid for what no catalogue could offer. */
export async function planBundle(file: PackageFile, artifact: PlannedImage): Promise<PlannedBundle> {
  const { spec } = file.manifest;
  const summary = await readPackagedBundle(file, artifact.contents);
  const tag = tagOf(file, artifact);
  const name = artifactVersionName(summary.packageName, tag);
  const [problem] = dnsSubdomainProblems(name);
  if (problem !== undefined) throw new Failure('Invalid', `${file.path}: "${name}" cannot be a name: ${problem}`);
  refuseTooLarge(file.path, summary);
  const isMarked = new Set(spec.relatedImages.flatMap(({ image, isThirdParty }) => (isThirdParty ? [image] : [])));
  const thirdPartyImages = summary.images.filter((image) => spec.isThirdParty === true || isMarked.has(image));
  return { summary, tag, thirdPartyImages };
}

function refuseTooLarge(path: string, { messageBytes, unpackedBytes }: BundleSummary): void {
  if (messageBytes >= maxMessageBytes) {
    throw new Failure(
      'Invalid',
      `${path}: its ClusterServiceVersion has ${messageBytes} bytes, a catalogue carries less than ${maxMessageBytes}`,
      { hint: 'Shorten its description, icon or examples.' },
    );
  }
  if (unpackedBytes > maxUnpackedBytes) {
    throw new Failure(
      'Invalid',
      `${path}: the bundle's files have ${unpackedBytes} bytes when they are packed: OLM unpacks them into a ConfigMap, which takes ${maxUnpackedBytes}`,
      { hint: 'Leave the descriptions of fields out of its CRDs, or take what is not needed out of manifests/.' },
    );
  }
}

function tagOf(file: PackageFile, { name, reference, digest }: PlannedImage): string {
  if (reference !== digest) return reference;
  throw new Failure('Invalid', `${file.path}: ${name} has no tag, which is the version of the artifact`, {
    hint: 'Address the bundle by tag in spec.artifact.',
  });
}
