import type { MemorySource } from '@violet/archive';
import { tarOf } from './tar-of.ts';

/** Adds an image of a few bytes that says what it is. */
export async function addSampleImage(source: MemorySource, image: string, platforms: readonly string[]): Promise<void> {
  const repository = image.slice(image.indexOf('/') + 1);
  const images = await Promise.all(
    platforms.map(async (platform) => {
      const [os = '', architecture = ''] = platform.split('/');
      const about = Buffer.from(`${repository} for ${architecture}\n`);
      return { platform: { os, architecture }, layers: [await tarOf([{ name: 'etc/about', data: about }])] };
    }),
  );
  source.addIndex(image, images);
}
