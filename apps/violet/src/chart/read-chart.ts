import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type Chart, loadChartArchive, loadChartDirectory } from '@violet/charts';
import { Failure } from '@violet/machinery';
import type { CommandContext } from '../command/define-command.ts';
import { wrongUsage } from '../command/usage.ts';
import type { SourceAccess } from '../registry/source-registries.ts';
import { readChartDirectory } from './chart-directory.ts';
import { pullChart } from './pull-chart.ts';

export interface ChartAccess extends SourceAccess {
  /** Of a chart in a registry. */
  version?: string | undefined;
}

/** The chart that a person names: a directory, a .tgz file, or an address in a registry. */
export async function readChart(name: string, access: ChartAccess, context: CommandContext): Promise<Chart> {
  if (name.startsWith('oci://')) return loadChartArchive(await pullChart(name, access, context));
  if (/^https?:\/\//.test(name)) {
    throw wrongUsage(`${name} is no chart`, 'Give a directory, a .tgz file, or oci://<registry>/<repository>.');
  }
  if (access.version !== undefined) throw wrongUsage('--version is for charts in a registry', 'Leave it out.');
  return readLocalChart(resolve(context.cwd, name), name);
}

/** `name` is what was typed, for messages. */
async function readLocalChart(path: string, name: string): Promise<Chart> {
  const found = await stat(path).catch((cause: Error) => {
    throw new Failure('NotFound', `path "${name}" not found`, { cause });
  });
  if (found.isDirectory()) return loadChartDirectory(await readChartDirectory(path));
  if (found.size > maxArchiveBytes) throw new Failure('Invalid', `${name} is larger than ${maxArchiveBytes} bytes`);
  return loadChartArchive(new Uint8Array(await readFile(path)));
}

const maxArchiveBytes = 100 * 1024 * 1024;
