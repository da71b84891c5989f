// The thread of read-files.ts: the files of a catalogue in, its content (or what is wrong with it) out.
import { workerData } from 'node:worker_threads';
import { readCatalog } from '@violet/bundles';
import { answerInParts } from '@violet/threads';
import { checkWeight } from '../weight.ts';
import type { CatalogFiles, CatalogPart } from './read-files.ts';

/** So many make a message that is taken within a few milliseconds. */
const BUNDLES = 500;

await answerInParts((): CatalogPart[] => {
  const { content, problems } = readCatalog(workerData as CatalogFiles);
  checkWeight(content);
  const { packages, bundles } = content;
  const rest = { packages, problems, bundles: bundles.slice(0, BUNDLES) };
  const others: CatalogPart[] = [];
  for (let from = BUNDLES; from < bundles.length; from += BUNDLES)
    others.push({ packages: [], problems: [], bundles: bundles.slice(from, from + BUNDLES) });
  return [rest, ...others];
});
