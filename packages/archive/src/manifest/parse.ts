import type { ModulePlugin } from '@violet/api';
import { Failure, type FailureCause, isJsonObject, type Json, type JsonObject, parseYaml } from '@violet/machinery';
import { parseReference } from '@violet/oci';
import {
  type ExtensionPackage,
  type PackageType,
  packageApiVersion,
  packageKind,
  packageTypes,
  type RelatedImage,
} from './extension-package.ts';
import { modulePluginProblems } from './module-plugin.ts';

/** 1 MiB: thousands of images and a logo; reading YAML takes seconds for each further one. */
export const maxManifestBytes = 1024 * 1024;
const maxRelatedImages = 10_000;
const namePattern = /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/;
/** Loose on purpose: it is shown. What is published (a chart, a plugin, a bundle) has a version of its own, judged by its own rules. */
const versionPattern = /^[0-9A-Za-z][0-9A-Za-z._+-]{0,127}$/;
const platformPattern = /^[a-z0-9]+\/[a-z0-9_]+(\/[a-z0-9.]+)?$/;
const controlCharacters = /[\u0000-\u001f\u007f-\u009f]/;

/** Whether a text is `os/architecture[/variant]`. */
export function isPlatform(text: string): boolean {
  return platformPattern.test(text);
}

/** Whether a value may be the name of a package. */
export function isPackageName(value: Json | undefined): value is string {
  return typeof value === 'string' && namePattern.test(value);
}

/** Whether a value may be the version of a package. */
export function isPackageVersion(value: Json | undefined): value is string {
  return typeof value === 'string' && versionPattern.test(value);
}

/**
 * Reads `manifest.yaml`; throws Invalid with every problem, or BadRequest where it is no package manifest at all.
 * `modulePlugin`, where it is kept beside the manifest, takes its place in it.
 */
export function parseExtensionPackage(text: string, source: string, modulePlugin?: ModulePlugin): ExtensionPackage {
  const value = parseYaml(text, source, { maxLength: maxManifestBytes });
  if (!isJsonObject(value) || value['kind'] !== packageKind) {
    throw new Failure('BadRequest', `${source}: this is no package manifest: kind ${packageKind} was expected`);
  }
  if (modulePlugin !== undefined && isJsonObject(value['spec'])) {
    value['spec']['modulePlugin'] = modulePlugin as unknown as JsonObject;
  }
  const causes = [...checkManifest(value)];
  if (causes.length > 0) {
    const problems = causes.map((cause) => `${cause.field}: ${cause.message}`).join('; ');
    throw new Failure('Invalid', `${source}: ${problems}`, { details: { kind: packageKind, causes } });
  }
  return normalized(value as unknown as ExtensionPackage);
}

function* checkManifest(manifest: JsonObject): Generator<FailureCause> {
  if (manifest['apiVersion'] !== packageApiVersion) {
    yield invalid('apiVersion', `${packageApiVersion} was expected; a newer violet may have written this`);
  }
  const metadata = manifest['metadata'];
  yield* checkText('metadata.name', isJsonObject(metadata) ? metadata['name'] : undefined, namePattern);
  const spec = manifest['spec'];
  if (!isJsonObject(spec)) {
    yield required('spec');
    return;
  }
  if (!packageTypes.includes(spec['type'] as PackageType)) {
    yield invalid('spec.type', `must be one of ${packageTypes.join(', ')}`);
  }
  yield* checkText('spec.version', spec['version'], versionPattern);
  yield* checkText('spec.displayName', spec['displayName'], /^.{1,512}$/);
  yield* checkReference('spec.artifact', spec['artifact']);
  yield* checkPlatforms(spec['platforms']);
  yield* checkImages(spec['relatedImages']);
  yield* checkOptions(spec);
}

function* checkPlatforms(platforms: Json | undefined): Generator<FailureCause> {
  if (!Array.isArray(platforms)) {
    yield required('spec.platforms');
    return;
  }
  for (const [index, platform] of platforms.entries()) {
    yield* checkText(`spec.platforms[${index}]`, platform, platformPattern);
  }
}

function* checkImages(images: Json | undefined): Generator<FailureCause> {
  if (!Array.isArray(images)) {
    yield required('spec.relatedImages');
    return;
  }
  if (images.length > maxRelatedImages) yield invalid('spec.relatedImages', `more than ${maxRelatedImages} images`);
  for (const [index, entry] of images.slice(0, maxRelatedImages).entries()) {
    const image = isJsonObject(entry) ? entry['image'] : entry;
    yield* checkReference(`spec.relatedImages[${index}]`, image);
    if (isJsonObject(entry)) yield* checkFlag(`spec.relatedImages[${index}].isThirdParty`, entry['isThirdParty']);
  }
}

function* checkOptions(spec: JsonObject): Generator<FailureCause> {
  yield* checkFlag('spec.isThirdParty', spec['isThirdParty']);
  yield* checkFlag('spec.skipPackageImages', spec['skipPackageImages']);
  if (spec['defaultCatalogSource'] !== undefined) {
    yield* checkText('spec.defaultCatalogSource', spec['defaultCatalogSource'], namePattern);
  }
  if (spec['modulePlugin'] !== undefined) {
    for (const problem of modulePluginProblems(spec['modulePlugin'])) {
      yield invalid(`spec.modulePlugin.${problem.field}`, problem.message);
    }
  } else if (spec['type'] === 'plugin') {
    yield required('spec.modulePlugin');
  }
}

function* checkText(field: string, value: Json | undefined, pattern: RegExp): Generator<FailureCause> {
  if (value === undefined || value === null || value === '') yield required(field);
  else if (typeof value === 'number') yield invalid(field, 'is a number to YAML: put it into quotes');
  else if (typeof value !== 'string' || controlCharacters.test(value) || !pattern.test(value)) {
    yield invalid(field, `not a valid value: ${JSON.stringify(value).slice(0, 100)}`);
  }
}

function* checkReference(field: string, value: Json | undefined): Generator<FailureCause> {
  if (typeof value !== 'string') {
    yield required(field);
    return;
  }
  try {
    parseReference(value);
  } catch (error) {
    yield invalid(field, (error as Error).message);
  }
}

function* checkFlag(field: string, value: Json | undefined): Generator<FailureCause> {
  if (value !== undefined && typeof value !== 'boolean') yield invalid(field, 'must be true or false');
}

function required(field: string): FailureCause {
  return { field, reason: 'FieldValueRequired', message: 'missing' };
}

function invalid(field: string, message: string): FailureCause {
  return { field, reason: 'FieldValueInvalid', message };
}

function normalized(manifest: ExtensionPackage): ExtensionPackage {
  const relatedImages = manifest.spec.relatedImages.map(
    (entry: RelatedImage | string): RelatedImage => (typeof entry === 'string' ? { image: entry } : entry),
  );
  return { ...manifest, spec: { ...manifest.spec, relatedImages } };
}
