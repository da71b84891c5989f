import { isJsonObject, type Json, type JsonObject } from '@violet/machinery';
import type { Property } from '../catalog/blobs.ts';
import { type BundleFile, firstDocument } from './bundle-files.ts';

const prefix = 'operators.operatorframework.io.bundle.';

/** Keys of metadata/annotations.yaml, and of the labels of the image. */
export const bundleAnnotations = {
  mediaType: `${prefix}mediatype.v1`,
  manifests: `${prefix}manifests.v1`,
  metadata: `${prefix}metadata.v1`,
  package: `${prefix}package.v1`,
  channels: `${prefix}channels.v1`,
  defaultChannel: `${prefix}channel.default.v1`,
} as const;

export interface Metadata {
  packageName: string;
  channels: string[];
  defaultChannel: string;
  dependencies: Property[];
  properties: Property[];
  problems: string[];
  warnings: string[];
}

/** What the files in metadata/ say; each is known by what it holds. */
export function readMetadata(files: readonly BundleFile[]): Metadata {
  const documents = files.map((file) => ({ file, ...firstDocument(file) }));
  const annotations = documents.map(({ document }) => annotationsOf(document)).find((found) => found !== undefined);
  const metadata: Metadata = {
    packageName: textOf(annotations, bundleAnnotations.package),
    channels: splitChannels(textOf(annotations, bundleAnnotations.channels)),
    defaultChannel: textOf(annotations, bundleAnnotations.defaultChannel),
    dependencies: listsOf(documents, 'dependencies')[0] ?? [],
    properties: listsOf(documents, 'properties')[0] ?? [],
    problems: [],
    warnings: [],
  };
  for (const { file, problem } of documents) {
    if (problem !== undefined) metadata.problems.push(`metadata/${file.name}: ${problem}`);
  }
  metadata.problems.push(...annotationProblems(metadata, annotations));
  return metadata;
}

function annotationsOf(document: JsonObject | undefined): JsonObject | undefined {
  const annotations = document?.['annotations'];
  if (annotations === undefined || !isJsonObject(annotations)) return undefined;
  const keys = [bundleAnnotations.package, bundleAnnotations.channels, bundleAnnotations.defaultChannel];
  return keys.some((key) => textOf(annotations, key) !== '') ? annotations : undefined;
}

function annotationProblems({ packageName, channels }: Metadata, annotations: JsonObject | undefined): string[] {
  if (annotations === undefined) {
    return [`Could not find annotations file: no file in metadata/ has annotations ${prefix}*`];
  }
  const mediaType = textOf(annotations, bundleAnnotations.mediaType);
  return [
    packageName === '' ? `annotation ${bundleAnnotations.package} must be set` : undefined,
    channels.length === 0 ? `annotation ${bundleAnnotations.channels} must be set` : undefined,
    channels.some((channel) => channel.trim() === '')
      ? `annotation ${bundleAnnotations.channels} has an empty channel`
      : undefined,
    mediaType === '' || mediaType === 'registry+v1'
      ? undefined
      : `annotation ${bundleAnnotations.mediaType} is ${mediaType}: only registry+v1 is supported`,
  ].filter((problem) => problem !== undefined);
}

function splitChannels(text: string): string[] {
  return text === '' ? [] : text.split(',');
}

function listsOf(documents: { document: JsonObject | undefined }[], key: string): Property[][] {
  return documents
    .map(({ document }) => document?.[key])
    .filter((list) => Array.isArray(list))
    .map((list) => list.filter(isJsonObject).map(propertyOf))
    .filter((list) => list.length > 0);
}

function propertyOf(item: JsonObject): Property {
  const { type, value } = item;
  return { type: typeof type === 'string' ? type : '', value: value as Json };
}

function textOf(annotations: JsonObject | undefined, key: string): string {
  const value = annotations?.[key];
  return typeof value === 'string' ? value : '';
}
