import { Failure, isFailure, isJsonObject } from '@violet/machinery';
import { annotations } from './labels.ts';

const digestPattern = /^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/;

/** What `violet push` records for each version of a plugin, and what its ModuleConfig is made from. */
export interface PublishedVersion {
  version: string;
  /** Registry-relative repository of the main chart. */
  repository: string;
  /** Digest of the chart's manifest: content is always fetched by it, so a moved tag changes nothing. */
  digest: string;
}

export const publishedVersionAnnotation = (version: string): string => annotations.publishedVersionPrefix + version;

/** The published versions among an object's annotations, in no particular order; a malformed one is a failure. */
export function publishedVersionsOf(objectAnnotations: Record<string, string> | undefined): PublishedVersion[] {
  const { published, malformed } = readPublishedVersions(objectAnnotations);
  const [first] = malformed;
  if (first !== undefined) throw first.failure;
  return published;
}

/** The same where one malformed annotation must not keep the other versions from being seen. */
export function readPublishedVersions(objectAnnotations: Record<string, string> | undefined): {
  published: PublishedVersion[];
  malformed: { version: string; failure: Failure }[];
} {
  const published: PublishedVersion[] = [];
  const malformed: { version: string; failure: Failure }[] = [];
  for (const [key, text] of Object.entries(objectAnnotations ?? {})) {
    if (!key.startsWith(annotations.publishedVersionPrefix)) continue;
    try {
      published.push(parsePublishedVersion(key, text));
    } catch (error) {
      if (!isFailure(error)) throw error;
      malformed.push({ version: key.slice(annotations.publishedVersionPrefix.length), failure: error });
    }
  }
  return { published, malformed };
}

function parsePublishedVersion(key: string, text: string): PublishedVersion {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  if (isJsonObject(value)) {
    const { repository, digest } = value;
    if (typeof repository === 'string' && typeof digest === 'string' && digestPattern.test(digest)) {
      return { version: key.slice(annotations.publishedVersionPrefix.length), repository, digest };
    }
  }
  throw new Failure('Invalid', `annotation ${key} is not a published version: ${text.slice(0, 200)}`, {
    hint: 'Push the package of that version again, or remove the annotation.',
  });
}

export function printPublishedVersion(published: PublishedVersion): string {
  return JSON.stringify({ repository: published.repository, digest: published.digest });
}
