import { goQuote } from '@violet/gotemplate';
import { Failure, isFailure } from '@violet/machinery';
import type { Chart, ChartFile } from './chart.ts';
import { cleanPath } from './clean-path.ts';
import { gunzip, isGzipped } from './gunzip.ts';
import { filterIgnored } from './ignore.ts';
import { type LoadedFile, loadChart } from './load.ts';
import { readTar } from './tar.ts';

/** Bounds on what an archive may unfold to. Helm's own are 100 MiB in all and 5 MiB a file. */
export interface ArchiveLimits {
  totalBytes: number;
  fileBytes: number;
  files: number;
  /** Archives inside archives (charts/*.tgz). */
  depth: number;
}

export const defaultArchiveLimits: ArchiveLimits = {
  totalBytes: 100 * 1024 * 1024,
  fileBytes: 5 * 1024 * 1024,
  files: 20_000,
  depth: 8,
};

const maxDeflateRatio = 1032;

const invalid = (message: string, cause?: unknown) =>
  new Failure('Invalid', message, cause === undefined ? {} : { cause });

/**
 * Reads a chart from the bytes of a .tgz. Throws a Failure of code Invalid for anything that is not a chart or that
 * unfolds beyond the limits; nothing is ever written, so names in the archive cannot escape anywhere.
 */
export async function loadChartArchive(
  bytes: Uint8Array,
  limits: ArchiveLimits = defaultArchiveLimits,
): Promise<Chart> {
  const budget = budgetOf(limits);
  return loadChart(await expand(await readFiles(bytes, budget), budget, 0));
}

/** The files of a .tgz as they lie in it, dependencies still packed. Throws as loadChartArchive does. */
export function chartArchiveFiles(
  bytes: Uint8Array,
  limits: ArchiveLimits = defaultArchiveLimits,
): Promise<ChartFile[]> {
  return readFiles(bytes, budgetOf(limits));
}

/**
 * Reads a chart from the files of its directory, all of them: what .helmignore names is left out, and dependencies may
 * be packed. Throws as loadChartArchive does.
 */
export async function loadChartDirectory(
  files: readonly ChartFile[],
  limits: ArchiveLimits = defaultArchiveLimits,
): Promise<Chart> {
  const kept = filterIgnored(files).map(({ name, data }) => ({ name, data: withoutByteOrderMark(data) }));
  const large = kept.find(({ data }) => data.length > limits.fileBytes);
  if (large !== undefined) {
    const base = large.name.slice(large.name.lastIndexOf('/') + 1);
    throw invalid(`chart file ${goQuote(base)} is larger than the maximum file size ${limits.fileBytes}`);
  }
  return loadChart(await expand(kept, budgetOf(limits), 0));
}

/** Shrinks as it is used, over all nested archives together. */
interface Budget extends ArchiveLimits {
  /** What `totalBytes` was at first, for messages. */
  allBytes: number;
  /** Of the tars as a whole: headers, padding and what lies behind the last file come on top of what the files hold. */
  tarBytes: number;
}

function budgetOf(limits: ArchiveLimits): Budget {
  const { totalBytes } = limits;
  return { ...limits, allBytes: totalBytes, tarBytes: totalBytes + totalBytes / 4 + 1024 * 1024 };
}

/** Files with those of packed dependencies in their places: `charts/x-1.0.0.tgz` becomes `charts/x-1.0.0.tgz/…`. */
async function expand(files: readonly ChartFile[], budget: Budget, depth: number): Promise<LoadedFile[]> {
  if (depth > budget.depth) throw invalid(`chart archives are nested more than ${budget.depth} deep`);
  const expanded: LoadedFile[] = [];
  for (const file of files) {
    if (isPackedDependency(file.name)) expanded.push(...(await unpack(file, budget, depth)));
    else expanded.push(file);
  }
  return expanded;
}

function isPackedDependency(name: string): boolean {
  return /^(?:charts\/[^/_.][^/]*\/)*charts\/[^/_.][^/]*\.tgz$/.test(name);
}

/** Why it cannot be read is kept in its place, and said when its parent is known to be a chart. */
async function unpack(file: ChartFile, budget: Budget, depth: number): Promise<LoadedFile[]> {
  try {
    if (!isGzipped(file.data)) throw invalid('gzip: invalid header');
    const inner = await expand(await readFiles(file.data, budget), budget, depth + 1);
    return inner.map((one) => ({ ...one, name: `${file.name}/${one.name}` }));
  } catch (failure) {
    if (!isFailure(failure)) throw failure;
    return [{ ...file, failure }];
  }
}

async function readFiles(bytes: Uint8Array, budget: Budget): Promise<ChartFile[]> {
  const tar = await unfold(bytes, budget);
  const files: ChartFile[] = [];
  try {
    for (const entry of readTar(tar)) {
      if (entry.kind === 'directory') continue;
      const name = entryPath(entry.name);
      if (entry.kind !== 'file') throw invalid(`chart illegally contains a link or device: ${goQuote(name)}`);
      spend(budget, entry.name, entry.size);
      files.push({ name, data: withoutByteOrderMark(entry.data) });
    }
  } catch (error) {
    if (isFailure(error)) throw error;
    throw invalid((error as Error).message, error);
  }
  if (files.length === 0) throw invalid('no files in chart archive');
  return files;
}

/** Files are views of their tar, which stays as long as they do. What breaks off has cost as much as it could have. */
async function unfold(bytes: Uint8Array, budget: Budget): Promise<Uint8Array> {
  const allowed = budget.tarBytes;
  budget.tarBytes = Math.max(0, allowed - bytes.length * maxDeflateRatio);
  const tar = await gunzip(bytes, allowed, tooLarge(budget));
  budget.tarBytes = allowed - tar.length;
  return tar;
}

function spend(budget: Budget, name: string, size: number): void {
  if (size > budget.totalBytes) throw tooLarge(budget);
  if (size > budget.fileBytes) {
    throw invalid(`decompressed chart file ${goQuote(name)} is larger than the maximum file size ${budget.fileBytes}`);
  }
  budget.totalBytes -= size;
  if (budget.totalBytes <= 0) throw tooLarge(budget);
  budget.files -= 1;
  if (budget.files < 0) throw invalid('the chart archive has too many files');
}

const tooLarge = (budget: Budget) =>
  invalid(`decompressed chart is larger than the maximum file size ${budget.allBytes}`);

/** The name inside the chart: without the first directory, and refused when it would lead out of it. */
function entryPath(name: string): string {
  const delimiter = name.includes('\\') ? '\\' : '/';
  const [first, ...rest] = name.split(delimiter);
  const inner = rest.join('/');
  if (inner.startsWith('/')) throw invalid('chart illegally contains absolute paths');
  const path = cleanPath(inner);
  if (path === '.') throw invalid(`chart illegally contains content outside the base directory: ${goQuote(name)}`);
  if (path.startsWith('..')) throw invalid('chart illegally references parent directory');
  if (/^[a-zA-Z]:\//.test(path) || path.includes('\0')) throw invalid('chart contains illegally named files');
  if (first === 'Chart.yaml') throw invalid('chart yaml not in base directory');
  return path;
}

function withoutByteOrderMark(data: Uint8Array): Uint8Array {
  return data[0] === 0xef && data[1] === 0xbb && data[2] === 0xbf ? data.subarray(3) : data;
}
