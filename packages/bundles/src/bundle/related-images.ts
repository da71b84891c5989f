import type { ClusterServiceVersion } from '@violet/api';
import { isJsonObject, type Json } from '@violet/machinery';
import type { RelatedImageBlob } from '../catalog/blobs.ts';

/** The images that a catalogue names for a bundle: those that the CSV lists, the bundle itself, and those of its pods. */
export function relatedImagesOf({ spec }: ClusterServiceVersion, bundleImage: string): RelatedImageBlob[] {
  const listed = (itemsOf(spec.relatedImages) as RelatedImageBlob[]).map(({ name, image }) => ({
    name: name ?? '',
    image: image ?? '',
  }));
  const known = new Set(listed.map(({ image }) => image));
  const others = [...(bundleImage === '' ? [] : [bundleImage]), ...podImages(spec.install)];
  const added = [...new Set(others)].filter((image) => !known.has(image)).map((image) => ({ name: '', image }));
  return [...listed, ...added].sort((a, b) => (a.image < b.image ? -1 : a.image > b.image ? 1 : 0));
}

function podImages(install: ClusterServiceVersion['spec']['install'] | undefined): string[] {
  if (install?.strategy !== 'deployment') return [];
  return itemsOf(install.spec?.deployments).flatMap((deployment) => {
    const pod = (deployment as { spec?: { template?: { spec?: Record<string, unknown> } } }).spec?.template?.spec;
    const containers = [...itemsOf(pod?.['containers']), ...itemsOf(pod?.['initContainers'])];
    return containers.map((container) => String((container as { image?: string }).image ?? ''));
  });
}

function itemsOf(list: unknown): object[] {
  return Array.isArray(list) ? list.filter((item) => isJsonObject(item as Json)) : [];
}
