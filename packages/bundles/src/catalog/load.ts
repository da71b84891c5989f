import type { JsonObject } from '@violet/machinery';
import { decodeAs } from '../go-json/decode.ts';
import type { Shape } from '../go-json/shape.ts';
import {
  type BundleBlob,
  blobSchemas,
  bundleShape,
  type CatalogBlobs,
  channelShape,
  deprecationsShape,
  newBlobs,
  packageShape,
} from './blobs.ts';
import { ignoredBy, indexIgnoreName } from './files/index-ignore.ts';
import { readDocuments } from './files/split-documents.ts';
import { readBundleObjects } from './read-bundle-objects.ts';
import { type Meta, readMeta } from './read-meta.ts';

/** What keeps a package, or a file whose packages nobody knows, out of a catalogue. */
export interface CatalogProblem {
  package?: string;
  path?: string;
  /** In opm's words, where opm has any. */
  message: string;
}

export interface LoadedCatalog {
  /** Package name → its documents. */
  packages: Map<string, CatalogBlobs>;
  problems: CatalogProblem[];
}

const utf8 = new TextDecoder('utf-8', { fatal: false });

/**
 * Reads the files of a file-based catalogue, paths relative to its folder. Packages of a file that cannot be read to its
 * end are left out as a whole: a package of which a part is missing could look like a whole one.
 */
export function loadCatalog(files: ReadonlyMap<string, Uint8Array>): LoadedCatalog {
  const catalog: LoadedCatalog = { packages: new Map(), problems: [] };
  const broken = new Set<string>();
  for (const path of catalogPaths(files)) {
    const { metas, problem } = readFile(utf8.decode(files.get(path)));
    if (problem !== undefined) {
      catalog.problems.push({ path, message: problem });
      for (const meta of metas) broken.add(packageOf(meta));
    }
    for (const meta of metas) {
      const message = addBlob(catalog, meta);
      if (message === undefined) continue;
      catalog.problems.push({ package: packageOf(meta), path, message });
      broken.add(packageOf(meta));
    }
  }
  for (const name of broken) catalog.packages.delete(name);
  return catalog;
}

/** In the order in which opm walks through folders. */
function catalogPaths(files: ReadonlyMap<string, Uint8Array>): string[] {
  const names = [...files.keys()];
  const ignoreFiles = names.filter((path) => path === indexIgnoreName || path.endsWith(`/${indexIgnoreName}`));
  const isIgnored = ignoredBy(new Map(ignoreFiles.map((path) => [path, utf8.decode(files.get(path))])));
  return names.filter((path) => !ignoreFiles.includes(path) && !isIgnored(path)).sort();
}

function readFile(text: string): { metas: Meta[]; problem?: string } {
  const { documents, problem } = readDocuments(text);
  const metas: Meta[] = [];
  for (const document of documents) {
    const meta = readMeta(document);
    if (typeof meta === 'string') return { metas, problem: meta };
    metas.push(meta);
  }
  return problem === undefined ? { metas } : { metas, problem };
}

function packageOf({ schema, package: name, name: own }: Meta): string {
  return schema === blobSchemas.package ? own : name;
}

const kinds: Record<string, { list: keyof CatalogBlobs; shape: Shape; called: string }> = {
  [blobSchemas.package]: { list: 'packages', shape: packageShape, called: 'package' },
  [blobSchemas.channel]: { list: 'channels', shape: channelShape, called: 'channel' },
  [blobSchemas.bundle]: { list: 'bundles', shape: bundleShape, called: 'bundle' },
  [blobSchemas.deprecations]: { list: 'deprecations', shape: deprecationsShape, called: 'deprecation' },
};

/** Adds a document to its package; the answer is what is wrong with it. */
function addBlob({ packages }: LoadedCatalog, meta: Meta): string | undefined {
  const kind = kinds[meta.schema];
  if (kind === undefined) return undefined;
  const { value, problem } = decodeAs<JsonObject>(kind.shape, meta.blob);
  if (problem !== undefined) return `parse ${kind.called}: ${problem}`;
  if (kind.list === 'bundles') {
    const bundle: BundleBlob = value;
    const objects = readBundleObjects(bundle);
    if (typeof objects === 'string') return `read bundle objects: ${objects}`;
    bundle.objects = objects;
  }
  const name = packageOf(meta);
  const blobs = packages.get(name) ?? newBlobs();
  packages.set(name, blobs);
  (blobs[kind.list] as object[]).push(value);
  return undefined;
}
