import type { CatalogCase } from './catalog-case.ts';
import { documentCases } from './document-cases.ts';
import { fileCases } from './file-cases.ts';
import { replacesCases, skipsCases } from './graph-cases.ts';

/** File in `packages/bundles/testdata/catalogs` → its cases. */
export const catalogCases: Record<string, readonly CatalogCase[]> = {
  replaces: replacesCases,
  skips: skipsCases,
  documents: documentCases,
  files: fileCases,
};
