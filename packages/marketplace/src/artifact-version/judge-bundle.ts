import { type Bundle, bundleSizes, readBundle, refuseBadRules } from '@violet/bundles';
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
}

/** An InstallPlan carries all manifests, quoted, and has to fit into etcd: 1.5 MiB, less the rest of the object. */
const maxInstallPlanBytes = 1.45 * 1024 * 1024;
/** gRPC clients take no larger message. */
const maxMessageBytes = 4 * 1024 * 1024;

/** Reads a bundle for its catalogue. Throws Invalid for what cannot be offered. */
export async function judgeBundle({ files, labels, source, recipe }: PulledBundle): Promise<JudgedBundle> {
  const bundle = readBundle({ files: rewriteCsv(files, recipe), labels, source });
  await refuseBadRules(bundle, source);
  const { installPlanBytes, messageBytes } = bundleSizes(bundle);
  if (installPlanBytes <= maxInstallPlanBytes && messageBytes < maxMessageBytes) return { bundle, isLarge: false };
  const csvBytes = Buffer.byteLength(JSON.stringify(bundle.csv));
  if (csvBytes >= maxMessageBytes) {
    const most = `a catalogue carries less than ${maxMessageBytes}`;
    throw new Failure('Invalid', `its ClusterServiceVersion has ${csvBytes} bytes, ${most}`);
  }
  const objects = bundle.objects.filter(({ kind }) => kind === 'ClusterServiceVersion');
  return { bundle: { ...bundle, objects }, isLarge: true };
}
