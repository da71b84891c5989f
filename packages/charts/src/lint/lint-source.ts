import { loadChartDirectory } from '../chart/archive.ts';
import type { Chart, ChartFile } from '../chart/chart.ts';

/** A chart as it lies in a directory. */
export interface LintSource {
  /** Stands in messages about the chart as a whole. */
  directory: string;
  files: readonly ChartFile[];
}

/** The chart, or why it cannot be read. */
export type Loaded = { chart: Chart } | { problem: string };

export async function loadSource({ files }: LintSource): Promise<Loaded> {
  try {
    return { chart: await loadChartDirectory(files) };
  } catch (error) {
    return { problem: (error as Error).message };
  }
}

export function fileText({ files }: LintSource, name: string): string | undefined {
  const file = files.find((candidate) => candidate.name === name);
  return file === undefined ? undefined : new TextDecoder().decode(file.data);
}
