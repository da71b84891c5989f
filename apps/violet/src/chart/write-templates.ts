import { appendFile, lstat, mkdir, realpath, writeFile } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import type { PrintOptions, RenderedChart } from '@violet/charts';
import { Failure } from '@violet/machinery';

/** Where files go; Helm puts CRDs beside the directory that is named after the release. */
export interface TemplateDirectories {
  templates: string;
  crds: string;
}

/**
 * Writes what each template made into a file of its path; gives the path of each part as Helm tells it. A name that leads out
 * of the directory, by itself or by a link, is refused.
 */
export async function* writeTemplates(
  rendered: RenderedChart,
  directories: TemplateDirectories,
  options: PrintOptions,
  cwd: string,
): AsyncGenerator<string> {
  yield* write(directories.crds, options.includeCrds === true ? crdsOf(rendered) : [], cwd);
  yield* write(directories.templates, partsOf(rendered, options), cwd);
}

interface Part {
  path: string;
  text: string;
}

async function* write(directory: string, parts: Iterable<Part>, cwd: string): AsyncGenerator<string> {
  const root = resolve(cwd, directory);
  await mkdir(root, { recursive: true });
  const target = { root: await realpath(root), written: new Set<string>() };
  for (const { path, text } of parts) {
    await writePart(target, path, `---\n# Source: ${path}\n${text}\n`);
    yield `${directory}/${path}`;
  }
}

function crdsOf(rendered: RenderedChart): Part[] {
  return rendered.crds.map(({ path, data }) => ({ path, text: new TextDecoder().decode(data) }));
}

function* partsOf(rendered: RenderedChart, options: PrintOptions): Generator<Part> {
  for (const { path, content } of rendered.manifests) yield { path, text: content };
  if (options.noHooks === true) return;
  for (const { path, manifest, events } of rendered.hooks) {
    if (options.skipTests !== true || !events.includes('test')) yield { path, text: manifest };
  }
}

async function writePart(target: { root: string; written: Set<string> }, path: string, text: string): Promise<void> {
  const file = join(target.root, path);
  if (!isBelow(target.root, file)) throw outside(path);
  await mkdir(dirname(file), { recursive: true });
  if (!isBelow(target.root, join(await realpath(dirname(file)), 'x'))) throw outside(path);
  const found = await lstat(file).catch(() => undefined);
  if (found?.isSymbolicLink() === true) throw outside(path);
  if (target.written.has(path)) await appendFile(file, text);
  else await writeFile(file, text);
  target.written.add(path);
}

function isBelow(root: string, path: string): boolean {
  return path.startsWith(`${root}${sep}`);
}

function outside(path: string): Failure {
  return new Failure('Invalid', `${path} leads out of --output-dir: nothing is written there`);
}
