import { appendFile, lstat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { PrintOptions, RenderedChart } from '@violet/charts';
import { Failure } from '@violet/machinery';
import { fileReason } from './file-reason.ts';
import { isBelow, makeDirectoryBelow, makeRoot } from './make-directory.ts';

/** Where files go; Helm puts CRDs beside the directory that is named after the release. */
export interface TemplateDirectories {
  templates: string;
  crds: string;
}

/**
 * Writes what each template made into a file of its path; gives the path of each part as Helm tells it. A name that leads out
 * of the directory, by itself or by a link, is refused before anything is made there.
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

interface Target {
  root: string;
  /** Paths of parts. */
  written: Set<string>;
}

async function* write(directory: string, parts: Iterable<Part>, cwd: string): AsyncGenerator<string> {
  const target: Target = { root: await makeRoot(resolve(cwd, directory)), written: new Set() };
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

async function writePart(target: Target, path: string, text: string): Promise<void> {
  const file = join(target.root, path);
  if (!isBelow(target.root, file)) throw outside(path);
  try {
    if (!(await makeDirectoryBelow(target.root, dirname(file)))) throw outside(path);
    if ((await lstat(file).catch(() => undefined))?.isSymbolicLink() === true) throw outside(path);
    if (target.written.has(path)) await appendFile(file, text);
    else await writeFile(file, text);
  } catch (error) {
    throw explained(error, target, path);
  }
  target.written.add(path);
}

/** What is in the way may be a template of the same chart, or what was there before. */
function explained(error: unknown, { root, written }: Target, path: string): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (error instanceof Failure || code === undefined) return error;
  const other = [...written].find((one) => one.startsWith(`${path}/`) || path.startsWith(`${one}/`));
  const message =
    other === undefined
      ? `${join(root, path)} cannot be written: ${fileReason(error as NodeJS.ErrnoException)}`
      : `${other} and ${path} cannot both be written: one is a directory of the other`;
  return new Failure('Invalid', message, { cause: error });
}

function outside(path: string): Failure {
  return new Failure('Invalid', `${path} leads out of --output-dir: nothing is written there`);
}
