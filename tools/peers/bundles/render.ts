import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { run } from './opm.ts';

/** What a catalogue says of a bundle; the manifests themselves are left out. */
export interface Rendered {
  name: string;
  package: string;
  properties: { type: string; value: unknown }[];
  relatedImages: { name: string; image: string }[];
}

/** What `opm render` makes of folders of bundles, in their order; undefined where it refuses them. */
export async function render(directories: readonly string[]): Promise<Rendered[] | undefined> {
  const { code, stdout } = await run(['render', '-o', 'json', ...directories]);
  if (code !== 0) return undefined;
  return stdout
    .split(/(?<=^\})\n/m)
    .filter((text) => text.trim() !== '')
    .map((text) => JSON.parse(text) as Rendered)
    .map(({ name, package: owner, properties, relatedImages = [] }) => ({
      name,
      package: owner,
      properties: properties.filter(({ type }) => type !== 'olm.bundle.object'),
      relatedImages,
    }));
}

export async function renderFiles(files: Record<string, string>, directory: string): Promise<Rendered | undefined> {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), text);
  }
  return (await render([directory]))?.[0];
}
