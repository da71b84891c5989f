import { Failure, isJsonObject } from '@violet/machinery';
import { annotations } from './labels.ts';

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
  return Object.entries(objectAnnotations ?? {})
    .filter(([key]) => key.startsWith(annotations.publishedVersionPrefix))
    .map(([key, text]) => parsePublishedVersion(key, text));
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
    if (typeof repository === 'string' && typeof digest === 'string' && /^sha256:[0-9a-f]{64}$/.test(digest)) {
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
