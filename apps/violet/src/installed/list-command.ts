import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Failure, printYaml } from '@violet/machinery';
import { listInstalled, targetClusters } from '@violet/publish';
import type { CommandContext, ExitCode } from '../command/define-command.ts';
import { connectPlatform, type PlatformAccess, platformTarget } from '../platform/connect-platform.ts';
import { withPipedPasswords } from '../platform/piped-passwords.ts';

export interface ListFlags extends PlatformAccess {
  clusters: string[];
  outputFile: string;
  output: string;
}

/** Prints what is installed, and writes the same into a file. */
export async function listCommand(typed: ListFlags, context: CommandContext): Promise<ExitCode> {
  const flags = await withPipedPasswords(typed, context);
  const platform = await connectPlatform(platformTarget(flags, context.env), flags, context);
  try {
    const { clusters } = flags;
    if (clusters.length > 0) await targetClusters(platform.global, clusters, platform.member);
    const installed = await listInstalled(platform.global, clusters);
    const text = printYaml(installed);
    const path = resolve(context.cwd, flags.outputFile);
    await writeFile(path, text).catch((cause: Error) => {
      throw new Failure('Invalid', `--output-file: ${path} cannot be written: ${cause.message}`, { cause });
    });
    if (flags.output === 'json') context.terminal.printDocument(installed);
    else context.terminal.print(text.trimEnd());
    context.terminal.note(`written to ${path}`);
    return 0;
  } finally {
    await platform.close();
  }
}
