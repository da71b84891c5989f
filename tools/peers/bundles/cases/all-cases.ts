import type { CatalogCase } from './catalog-case.ts';
import { documentCases } from './document-cases.ts';
import { fileCases } from './file-cases.ts';
import { replacesCases, skipsCases } from './graph-cases.ts';

/** Group in `packages/bundles/testdata/catalogs` → its cases. */
export const catalogCases: Record<string, readonly CatalogCase[]> = {
  replaces: replacesCases,
  skips: skipsCases,
  documents: documentCases,
  files: fileCases,
};

/** Groups of all graphs of a size: a table each; the others have a folder for every case. */
export const countedThrough = ['replaces', 'skips'];
