import { resolve } from 'node:path';
import { describeContents, describePackage, openPackage, type PackageDescription } from '@violet/archive';
import type { CommandContext } from '../command/define-command.ts';

export type ShowForm = 'short' | 'all' | 'json';

export async function showPackage(path: string, form: ShowForm, { cwd, terminal }: CommandContext): Promise<void> {
  const file = await openPackage(resolve(cwd, path));
  try {
    const description = describePackage(file.manifest);
    if (form !== 'json') terminal.printLines(linesOf(description, form === 'all'));
    else {
      const contents = await describeContents(file);
      terminal.printDocument({ ...description, path: file.path, size: file.size, ...contents });
    }
  } finally {
    await file.close();
  }
}

/** The manual's lines; lists are printed as Go prints slices. */
function linesOf(description: PackageDescription, isAll: boolean): string[] {
  const { displayName, type, platforms, version, artifact, relatedImages } = description;
  const lines = [`Name: ${displayName}`, `Type: ${type}`, `Arch: [${platforms.join(' ')}]`, `Version: ${version}`];
  if (isAll) lines.push(`Artifact: ${artifact}`, `RelateImages: [${relatedImages.join(' ')}]`);
  return lines;
}
