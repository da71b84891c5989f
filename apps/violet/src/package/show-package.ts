import { resolve } from 'node:path';
import { describePackage, openPackage, type PackageDescription } from '@violet/archive';

export type ShowForm = 'short' | 'all' | 'json';

export async function showPackage(path: string, cwd: string, form: ShowForm): Promise<string> {
  const file = await openPackage(resolve(cwd, path));
  try {
    const description = describePackage(file.manifest);
    if (form !== 'json') return printDescription(description, form === 'all');
    return JSON.stringify({ ...description, path: file.path, size: file.size }, null, 2);
  } finally {
    await file.close();
  }
}

/** The manual's lines; lists are printed as Go prints slices. */
function printDescription(description: PackageDescription, isAll: boolean): string {
  const { displayName, type, platforms, version, artifact, relatedImages } = description;
  const lines = [`Name: ${displayName}`, `Type: ${type}`, `Arch: [${platforms.join(' ')}]`, `Version: ${version}`];
  if (isAll) lines.push(`Artifact: ${artifact}`, `RelateImages: [${relatedImages.join(' ')}]`);
  return lines.join('\n');
}
