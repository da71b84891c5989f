import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readBundle } from '@violet/bundles';
import { afterAll, describe, expect, it } from 'vitest';
import { testData } from '../test-data.ts';
import { bundleCases } from './cases/bundle-cases.ts';
import { type Rendered, render, renderFiles } from './render.ts';

const work = mkdtempSync(join(tmpdir(), 'bundles-'));
afterAll(() => rmSync(work, { recursive: true, force: true }));

const recorded = join(import.meta.dirname, '../../../packages/bundles/testdata/bundles.json');

describe('the recorded bundles', () => {
  it('are rendered so by opm', async () => {
    const live: object[] = [];
    for (const [index, item] of bundleCases.entries()) {
      live.push({ ...item, rendered: (await renderFiles(item.files, join(work, String(index)))) ?? null });
    }
    expect(live).toEqual(JSON.parse(readFileSync(recorded, 'utf8')));
  });
});

/** Folders of bundles of public operators. */
function publicBundles(): string[] {
  const root = testData('community-operators');
  if (root === undefined) return [];
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('/metadata/annotations.yaml'))
    .map((path) => join(root, path, '../..'))
    .sort();
}

function ourRendering(directory: string): Rendered {
  const paths = readdirSync(directory, { recursive: true, encoding: 'utf8' });
  const files = paths.filter((path) => statSync(join(directory, path)).isFile());
  const bundle = readBundle({
    files: new Map(files.map((path) => [path, readFileSync(join(directory, path))])),
    source: directory,
  });
  const { csv, packageName, properties, relatedImages } = bundle;
  const images = relatedImages.map(({ name = '', image = '' }) => ({ name, image }));
  return { name: csv.metadata.name ?? '', package: packageName, properties, relatedImages: images };
}

describe('bundles of public operators', () => {
  const directories = publicBundles();

  it('are rendered as opm does', { timeout: 300_000 }, async () => {
    const theirs = (await render(directories)) ?? [];
    expect(theirs.length).toBe(directories.length);
    for (const [index, directory] of directories.entries()) {
      expect({ directory, ...ourRendering(directory) }).toEqual({ directory, ...theirs[index] });
    }
  });
});
