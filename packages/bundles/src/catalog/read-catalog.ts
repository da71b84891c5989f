import type { CatalogContent } from '../registry/messages.ts';
import type { CatalogBlobs } from './blobs.ts';
import { joinContents, packageContent } from './content/catalog-content.ts';
import { type CatalogProblem, loadCatalog } from './load.ts';
import { convertPackage } from './model/convert.ts';

export interface ReadCatalog {
  content: CatalogContent;
  /** What was left out, and why. */
  problems: CatalogProblem[];
}

/**
 * Reads a file-based catalogue: paths relative to its folder. A broken package is left out, all others are served; opm
 * would serve nothing at all.
 */
export function readCatalog(files: ReadonlyMap<string, Uint8Array>): ReadCatalog {
  const { packages, problems } = loadCatalog(files);
  return contentOf(packages, problems);
}

/** Judges each package by itself. */
export function contentOf(packages: ReadonlyMap<string, CatalogBlobs>, known: CatalogProblem[] = []): ReadCatalog {
  const problems = [...known];
  const parts = [...packages].flatMap(([name, blobs]) => {
    const model = convertPackage(blobs);
    const content = typeof model === 'string' ? model : packageContent(model);
    if (typeof content !== 'string') return [content];
    problems.push({ package: name, message: content });
    return [];
  });
  return { content: joinContents(parts), problems };
}
