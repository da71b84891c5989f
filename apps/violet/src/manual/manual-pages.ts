import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Failure } from '@violet/machinery';
import manifest from '../../package.json' with { type: 'json' };
import type { CommandContext } from '../command/define-command.ts';
import { wrongUsage } from '../command/usage.ts';
import { commands } from '../commands/commands.ts';
import { commandPage, type Edition, type Page } from './command-page.ts';
import { overviewPage } from './overview-page.ts';

const edition: Edition = { version: `v${manifest.version}`, commands };

/** All pages, that of violet itself first. */
export function manualPages(): Page[] {
  return [overviewPage(edition), ...commands.map((command) => commandPage(command, edition))];
}

/** The page of the command that some words name, or of violet where there are none. */
export function manualPage(words: readonly string[]): Page {
  if (words.length === 0) return overviewPage(edition);
  const command = commands.find(({ path }) => path === words.join(' '));
  if (command === undefined) throw wrongUsage(`"${words.join(' ')}" is no command`, 'violet --help lists them.');
  return commandPage(command, edition);
}

/** Writes all pages into a directory; gives their paths. */
export async function writeManual(directory: string, { cwd }: CommandContext): Promise<string[]> {
  const paths: string[] = [];
  for (const { file, text } of manualPages()) {
    const path = join(resolve(cwd, directory), file);
    await writeFile(path, text).catch((cause: Error) => {
      throw new Failure('Invalid', `--output-dir: ${path} cannot be written: ${cause.message}`, { cause });
    });
    paths.push(path);
  }
  return paths;
}
