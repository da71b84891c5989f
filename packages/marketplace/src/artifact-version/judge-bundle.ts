import { gzipSync } from 'node:zlib';
import {
  type Bundle,
  fitsInline,
  mostBundleMessageBytes,
  mostUnpackedBytes,
  readBundle,
  refuseBadRules,
  unpackedFiles,
} from '@violet/bundles';
import { Failure } from '@violet/machinery';
import type { BundleRecipe } from './bundle-recipe.ts';
import { rewriteCsv } from './rewrite-csv.ts';

/** What an image holds, and how it is to be offered. */
export interface PulledBundle {
  files: ReadonlyMap<string, Uint8Array>;
  labels: Record<string, string>;
  /** Names the bundle in failures. */
  source: string;
  recipe: BundleRecipe;
}

export interface JudgedBundle {
  /** Of a large one only the CSV is there of its manifests. */
  bundle: Bundle;
  /** Whether clients are to fetch its image, because its manifests do not fit into what carries them. */
  isLarge: boolean;
  /** The files of a large one that its image has to have for this cluster instead of its own. */
  rewritten: ReadonlyMap<string, Uint8Array>;
}

/** Reads a bundle for its catalogue. Throws Invalid for what cannot be offered. */
export async function judgeBundle({ files, labels, source, recipe }: PulledBundle): Promise<JudgedBundle> {
  const rewritten = rewriteCsv(files, recipe);
  const all = new Map([...files, ...rewritten]);
  const bundle = readBundle({ files: all, labels, source });
  await refuseBadRules(bundle, source);
  if (fitsInline(bundle)) return { bundle, isLarge: false, rewritten: new Map() };
  refuseTooLarge(bundle, unpackedFiles({ files: all, labels }));
  const objects = bundle.objects.filter(({ kind }) => kind === 'ClusterServiceVersion');
  return { bundle: { ...bundle, objects }, isLarge: true, rewritten };
}

function refuseTooLarge({ csv }: Bundle, unpacked: readonly string[]): void {
  const csvBytes = Buffer.byteLength(JSON.stringify(csv));
  if (csvBytes >= mostBundleMessageBytes) {
    const most = `a catalogue carries less than ${mostBundleMessageBytes}`;
    throw new Failure('Invalid', `its ClusterServiceVersion has ${csvBytes} bytes, ${most}`);
  }
  const bytes = unpacked.reduce((sum, text) => sum + gzipSync(text).toString('base64').length, 0);
  if (bytes <= mostUnpackedBytes) return;
  const most = `OLM unpacks it into a ConfigMap, which takes ${mostUnpackedBytes}`;
  throw new Failure('Invalid', `its files have ${bytes} bytes when they are packed: ${most}`);
}
