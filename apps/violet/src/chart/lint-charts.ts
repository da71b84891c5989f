import { readdir, readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import {
  type ChartFile,
  chartArchiveFiles,
  kubeVersionOf,
  type LintMessage,
  type LintOptions,
  lintChart,
  lintMessageText,
} from '@violet/charts';
import { nodeEnvironment } from '@violet/charts/node';
import { Failure } from '@violet/machinery';
import type { CommandContext } from '../command/define-command.ts';
import { readChartDirectory } from './chart-directory.ts';
import { chartValues, type ValuesFlags } from './chart-values.ts';

export interface LintFlags extends ValuesFlags {
  strict: boolean;
  quiet: boolean;
  withSubcharts: boolean;
  namespace: string;
  kubeVersion: string | undefined;
  skipSchemaValidation: boolean;
  output: string;
}

/** What was found in one chart. */
interface Linted {
  path: string;
  messages: LintMessage[];
  /** Why it is no chart at all. */
  problem?: string;
  failed: boolean;
}

/** Looks at each chart and prints what is to be said; whether all are well. */
export async function lintCharts(
  paths: readonly string[],
  flags: LintFlags,
  context: CommandContext,
): Promise<boolean> {
  const { namespace, skipSchemaValidation, kubeVersion } = flags;
  const options: LintOptions = {
    namespace,
    skipSchemaValidation,
    environment: nodeEnvironment,
    ...(kubeVersion === undefined ? {} : { kubeVersion: kubeVersionOf(kubeVersion) }),
    values: await chartValues(flags, context),
  };
  const all = flags.withSubcharts ? await withSubcharts(paths, context.cwd) : paths;
  const linted: Linted[] = [];
  for (const path of all) linted.push(await lintOne(path, options, flags.strict, context.cwd));
  if (flags.output === 'json') context.terminal.printDocument(linted);
  else printText(linted, flags.quiet, context);
  return linted.every(({ failed }) => !failed);
}

/** Charts under charts/, packed ones too, after those that were named. */
async function withSubcharts(paths: readonly string[], cwd: string): Promise<string[]> {
  const found: string[] = [];
  for (const path of paths) {
    const entries = await readdir(resolve(cwd, path, 'charts'), { recursive: true }).catch(() => []);
    for (const entry of entries.sort()) {
      const below = join(path, 'charts', entry);
      if (/(?:^|\/)Chart\.yaml$/.test(entry)) found.push(join(below, '..'));
      else if (/\.(?:tgz|tar\.gz)$/.test(entry)) found.push(below);
    }
  }
  return [...paths, ...found];
}

async function lintOne(path: string, options: LintOptions, strict: boolean, cwd: string): Promise<Linted> {
  try {
    const directory = resolve(cwd, path);
    const messages = await lintChart({ directory, files: await filesOf(directory, path) }, options);
    const failing = strict ? ['ERROR', 'WARNING'] : ['ERROR'];
    return { path, messages, failed: messages.some(({ severity }) => failing.includes(severity)) };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { path, messages: [], problem: error.message, failed: true };
  }
}

async function filesOf(directory: string, path: string): Promise<ChartFile[]> {
  if (/\.(?:tgz|tar\.gz)$/.test(path)) {
    const bytes = await readFile(directory).catch((cause: Error) => {
      throw new Failure('NotFound', `unable to open tarball: open ${path}: no such file or directory`, { cause });
    });
    return chartArchiveFiles(new Uint8Array(bytes));
  }
  await stat(join(directory, 'Chart.yaml')).catch((cause: Error) => {
    const file = join(path, 'Chart.yaml');
    const message = `unable to check Chart.yaml file in chart: stat ${file}: no such file or directory`;
    throw new Failure('NotFound', message, { cause });
  });
  return readChartDirectory(directory, readAsTheyAre);
}

/** Helm looks at these before it asks what is to be ignored. */
const readAsTheyAre = ['.helmignore', 'Chart.yaml', 'values.yaml', 'values.schema.json'];

function printText(linted: readonly Linted[], quiet: boolean, context: CommandContext): void {
  const lines: string[] = [];
  let isQuiet = quiet;
  for (const { path, messages, problem } of linted) {
    const shown = quiet ? messages.filter(({ severity }) => severity !== 'INFO') : messages;
    if (quiet && shown.length === 0 && problem === undefined) continue;
    isQuiet = false;
    lines.push(`==> Linting ${path}`, ...(problem === undefined ? [] : [`Error ${problem}`]));
    lines.push(...shown.map(lintMessageText), '');
  }
  const failed = linted.filter((one) => one.failed).length;
  const summary = `${linted.length} chart(s) linted, ${failed} chart(s) failed`;
  if (failed === 0 && !isQuiet) lines.push(summary);
  if (lines.length > 0) context.terminal.print(lines.join('\n'));
  if (failed > 0) context.terminal.note(`Error: ${summary}`);
}
