import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { anySource, layoutSource } from '@violet/archive';
import type { Reference } from '@violet/oci';
import type { CommandContext } from '../command/define-command.ts';
import { type SourceAccess, type SourceRegistries, sourceRegistries } from '../registry/source-registries.ts';
import { artifactDirectory } from './package-directory.ts';

/** Where images come from: what `violet create` left in the directory, then image layouts in their order, then registries. */
export async function packageSource(
  directory: string,
  references: readonly Reference[],
  flags: SourceAccess & { from: readonly string[] },
  context: CommandContext,
): Promise<SourceRegistries> {
  const packed = join(directory, artifactDirectory);
  const isPacked = (await stat(packed).catch(() => undefined))?.isDirectory() === true;
  const paths = [...(isPacked ? [packed] : []), ...flags.from.map((path) => resolve(context.cwd, path))];
  const layouts = await layoutSource(...paths);
  const registries = await sourceRegistries(references, flags, context);
  return { ...anySource([layouts, registries]), close: registries.close };
}
