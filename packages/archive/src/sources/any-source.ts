import type { ImageSource } from './image-source.ts';

/** Asks one source after the other: what the first one has is taken from there. */
export function anySource(sources: readonly ImageSource[]): ImageSource {
  async function first<T>(ask: (source: ImageSource) => Promise<T | undefined>): Promise<T | undefined> {
    for (const source of sources) {
      const found = await ask(source);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  return {
    manifest: (image, at) => first((source) => source.manifest(image, at)),
    blob: (image, digest) => first((source) => source.blob(image, digest)),
    place: (image, digest) => first(async (source) => source.place?.(image, digest)),
  };
}
