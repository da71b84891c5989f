import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface PublicChart {
  directory: string;
  /** The public project that it comes from, as the `.origin.json` beside the folder says: `owner/name`. */
  project: string;
}

/** The charts that are folders of a folder, in order of name. */
export function findCharts(folder: string): PublicChart[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(folder, entry.name, 'Chart.yaml')))
    .map(({ name }) => ({ directory: join(folder, name), project: projectOf(join(folder, `${name}.origin.json`)) }))
    .toSorted((left, right) => (left.directory < right.directory ? -1 : 1));
}

function projectOf(origin: string): string {
  if (!existsSync(origin)) return '';
  return (JSON.parse(readFileSync(origin, 'utf8')) as { project: string }).project;
}
