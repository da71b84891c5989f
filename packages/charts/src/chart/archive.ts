import { Failure } from '@violet/machinery';
import { extract } from 'tar-stream';
import type { Chart, ChartFile } from './chart.ts';
import { cleanPath } from './clean-path.ts';
import { loadChart } from './load.ts';

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
  return loadChart(await expand(bytes, { ...limits }, 0));
}

/**
 * The files of the archive with those of packed dependencies in their places (`charts/x-1.0.0.tgz` becomes
 * `charts/x-1.0.0.tgz/…`); `budget` shrinks as it is used, over all nested archives together.
 */
async function expand(bytes: Uint8Array, budget: ArchiveLimits, depth: number): Promise<ChartFile[]> {
  if (depth > budget.depth) throw invalid(`chart archives are nested more than ${budget.depth} deep`);
  const files = await readFiles(bytes, budget);
  const expanded: ChartFile[] = [];
  for (const file of files) {
    if (!isPackedDependency(file.name)) {
      expanded.push(file);
      continue;
    }
    for (const inner of await expand(file.data, budget, depth + 1)) {
      expanded.push({ name: `${file.name}/${inner.name}`, data: inner.data });
    }
  }
  return expanded;
}

function isPackedDependency(name: string): boolean {
  return /(^|\/)charts\/[^/_.][^/]*\.tgz$/.test(name);
}

async function readFiles(bytes: Uint8Array, budget: ArchiveLimits): Promise<ChartFile[]> {
  const tar = await gunzip(bytes, budget.totalBytes);
  const files: ChartFile[] = [];
  const reader = extract();
  const done = (async () => {
    for await (const entry of reader) {
      const { name, size = 0, type } = entry.header;
      if (type === 'directory') {
        entry.resume();
        continue;
      }
      const path = entryPath(name);
      if (size > budget.fileBytes) {
        throw invalid(
          `decompressed chart file ${JSON.stringify(name)} is larger than the maximum file size ${budget.fileBytes}`,
        );
      }
      budget.files -= 1;
      if (budget.files < 0) throw invalid('the chart archive has too many files');
      const data = withoutByteOrderMark(await collect(entry as AsyncIterable<Uint8Array>));
      budget.totalBytes -= data.length;
      if (budget.totalBytes <= 0) throw tooLarge();
      files.push({ name: path, data });
    }
  })();
  reader.end(tar);
  try {
    await done;
  } catch (error) {
    reader.destroy();
    if (error instanceof Failure) throw error;
    throw invalid(`the chart archive cannot be read: ${(error as Error).message}`, error);
  }
  if (files.length === 0) throw invalid('no files in chart archive');
  return files;
}

const tooLarge = () =>
  invalid(`decompressed chart is larger than the maximum file size ${defaultArchiveLimits.totalBytes}`);

/** The name inside the chart: without the first directory, and refused when it would lead out of it. */
function entryPath(name: string): string {
  const delimiter = name.includes('\\') ? '\\' : '/';
  const [first, ...rest] = name.split(delimiter);
  const inner = rest.join('/');
  if (inner.startsWith('/')) throw invalid('chart illegally contains absolute paths');
  const path = cleanPath(inner);
  if (path === '.')
    throw invalid(`chart illegally contains content outside the base directory: ${JSON.stringify(name)}`);
  if (path.startsWith('..')) throw invalid('chart illegally references parent directory');
  if (/^[a-zA-Z]:\//.test(path)) throw invalid('chart contains illegally named files');
  if (first === 'Chart.yaml') throw invalid('chart yaml not in base directory');
  return path;
}

async function gunzip(bytes: Uint8Array, maxBytes: number): Promise<Uint8Array> {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) {
    throw new Failure('Invalid', 'the chart does not appear to be a gzipped archive', {
      hint: 'a chart is packed with `helm package`',
    });
  }
  const source = new Blob([bytes as BlobPart]).stream().pipeThrough(new DecompressionStream('gzip'));
  // Headers and padding of the tar come on top of what the files hold.
  const limit = maxBytes + maxBytes / 4 + 1024 * 1024;
  try {
    return await collect(source, limit);
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw invalid(`the chart archive is damaged: ${(error as Error).message}`, error);
  }
}

async function collect(source: AsyncIterable<Uint8Array>, limit = Number.POSITIVE_INFINITY): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of source) {
    length += chunk.length;
    if (length > limit) throw tooLarge();
    chunks.push(chunk);
  }
  const whole = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.length;
  }
  return whole;
}

function withoutByteOrderMark(data: Uint8Array): Uint8Array {
  return data[0] === 0xef && data[1] === 0xbb && data[2] === 0xbf ? data.subarray(3) : data;
}
