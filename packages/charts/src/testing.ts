/** Builders for tests that need charts, and the cases that Helm has answered. Node only. */
import { pack } from 'tar-stream';
import type { Chart } from './chart/chart.ts';
import { loadChart } from './chart/load.ts';

export {
  type ChartCase,
  caseArguments,
  caseSetting,
  caseValues,
  chartCases,
  chartDirectory,
  renderCase,
} from './testing/chart-case.ts';
export { type Conversion, runConversion } from './testing/conversion.ts';
export { type HostileArchive, hostileArchives } from './testing/hostile-archives.ts';

/** Files of a small chart, by name; what is given is added or replaces: `undefined` takes a file out. */
export function chartFiles(
  files: Record<string, string | undefined> = {},
  metadata: { name?: string; version?: string } = {},
): Map<string, Uint8Array> {
  const defaults: Record<string, string | undefined> = {
    'Chart.yaml': `apiVersion: v2\nname: ${metadata.name ?? 'demo'}\nversion: ${metadata.version ?? '1.0.0'}\n`,
    'values.yaml': '',
    ...files,
  };
  const encoder = new TextEncoder();
  const entries = Object.entries(defaults).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return new Map(entries.map(([name, text]) => [name, encoder.encode(text)]));
}

/** A chart with these files beside a Chart.yaml and empty values. */
export function aChart(
  files: Record<string, string | undefined> = {},
  metadata: { name?: string; version?: string } = {},
): Chart {
  return loadChart(chartFiles(files, metadata));
}

/** The same as the bytes of a .tgz, as `helm package` makes it. */
export async function aChartArchive(
  files: Record<string, string | undefined> = {},
  metadata: { name?: string; version?: string } = {},
): Promise<Uint8Array> {
  return anArchive(
    [...chartFiles(files, metadata)].map(([name, data]) => ({ name: `${metadata.name ?? 'demo'}/${name}`, data })),
  );
}

/** A gzipped tar of entries under whatever names, for archives that no chart should have. */
export async function anArchive(
  entries: readonly { name: string; data?: Uint8Array; type?: 'file' | 'symlink' | 'directory'; linkname?: string }[],
): Promise<Uint8Array> {
  const tar = pack();
  for (const { name, data = new Uint8Array(), type = 'file', linkname } of entries) {
    tar.entry({ name, type, mtime: new Date(0), ...(linkname === undefined ? {} : { linkname }) }, Buffer.from(data));
  }
  tar.finalize();
  const chunks: BlobPart[] = [];
  for await (const chunk of tar) chunks.push(chunk as BlobPart);
  const zipped = new Blob(chunks).stream().pipeThrough(new CompressionStream('gzip'));
  return new Uint8Array(await new Response(zipped).arrayBuffer());
}
