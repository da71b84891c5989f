import { olmAnnotations } from '@violet/api';
import { Failure, isJsonObject, type Json } from '@violet/machinery';
import { parseSemVersion } from '../version/parse-version.ts';
import type { Bundle } from './bundle.ts';
import { missingCrdProblem, providedApis, requiredApis } from './bundle-apis.ts';
import { type BundleLimits, bundleLimits, filesIn } from './bundle-files.ts';
import { bundleProperties } from './bundle-properties.ts';
import { iconProblems } from './icon-problems.ts';
import { type Manifests, readManifests } from './read-manifests.ts';
import { bundleAnnotations, type Metadata, readMetadata } from './read-metadata.ts';
import { relatedImagesOf } from './related-images.ts';
import { ruleProblems } from './rule-problems.ts';

export interface BundleInput {
  /** Path in the image → content. */
  files: ReadonlyMap<string, Uint8Array>;
  /** Of the image: they may name other folders than `manifests/` and `metadata/`. */
  labels?: Record<string, string>;
  /** Names the bundle in failures. */
  source: string;
  /** The bundle's own image, which is one of its related images. */
  image?: string;
  limits?: BundleLimits;
}

/** Reads a registry+v1 bundle. Throws a Failure of code Invalid that names everything that is wrong with it. */
export function readBundle({ files, labels = {}, source, image = '', limits = bundleLimits }: BundleInput): Bundle {
  refuse(source, limitProblems(files, limits));
  const manifests = readManifests(filesIn(files, labels[bundleAnnotations.manifests] ?? 'manifests'));
  const metadata = readMetadata(filesIn(files, labels[bundleAnnotations.metadata] ?? 'metadata'));
  const { csv } = manifests;
  const problems = [...manifests.problems, ...metadata.problems];
  if (csv === undefined || problems.length > 0) throw invalid(source, problems);
  const { bundle, problems: wrong } = join(manifests, metadata, csv, image);
  refuse(source, wrong);
  return bundle;
}

/** Throws a Failure of code Invalid where a bundle has a CEL rule that does not compile or does not end. Costs nothing where there is none. */
export async function refuseBadRules({ properties }: Bundle, source: string): Promise<void> {
  refuse(source, await ruleProblems(properties));
}

function limitProblems(files: ReadonlyMap<string, Uint8Array>, limits: BundleLimits): string[] {
  const bytes = [...files.values()].reduce((sum, content) => sum + content.length, 0);
  return [
    ...(files.size > limits.files ? [`${files.size} files, more than ${limits.files}`] : []),
    ...(bytes > limits.bytes ? [`${bytes} bytes of files, more than ${limits.bytes}`] : []),
  ];
}

function refuse(source: string, problems: readonly string[]): void {
  if (problems.length > 0) throw invalid(source, problems);
}

function invalid(source: string, problems: readonly string[]): Failure {
  return new Failure('Invalid', `${source} is no usable bundle: ${problems.join('; ')}`, {
    hint: 'opm render shows what a bundle holds; build the image again, and push it.',
  });
}

function join(
  { objects, warnings }: Manifests,
  metadata: Metadata,
  csv: NonNullable<Manifests['csv']>,
  image: string,
): { bundle: Bundle; problems: string[] } {
  const { spec } = csv;
  const version = textOf(spec.version);
  const provided = providedApis(objects, spec);
  const required = requiredApis(spec);
  const badNames = required.filter((api) => typeof api === 'string');
  const properties = bundleProperties({
    metadata,
    csv,
    version,
    provided,
    required: required.filter((api) => typeof api === 'object'),
  });
  const parsed = parseSemVersion(version);
  const missing = missingCrdProblem(provided, spec);
  const problems = [
    missing === undefined ? undefined : `error checking provided apis in bundle ${csv.metadata.name}: ${missing}`,
    typeof parsed === 'string' ? `the CSV's spec.version "${version}" is no semantic version: ${parsed}` : undefined,
    typeof properties === 'string' ? properties : undefined,
    ...badNames,
    ...iconProblems(csv),
  ].filter((problem) => problem !== undefined);
  const bundle = {
    packageName: metadata.packageName,
    channels: metadata.channels.map((channel) => channel.trim()),
    defaultChannel: metadata.defaultChannel,
    csv,
    version,
    objects,
    properties: typeof properties === 'string' ? [] : properties,
    dependencies: metadata.dependencies,
    replaces: textOf(spec.replaces),
    skips: (Array.isArray(spec.skips) ? spec.skips : []).map(String),
    skipRange: textOf(annotationsOf(csv.metadata.annotations)[olmAnnotations.skipRange]),
    relatedImages: relatedImagesOf(csv, image),
    warnings: [...warnings, ...metadata.warnings],
  };
  return { bundle, problems };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function annotationsOf(value: unknown): Record<string, Json> {
  return isJsonObject(value as Json) ? (value as Record<string, Json>) : {};
}
