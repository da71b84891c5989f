import { lstat, readdir, readFile, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type ChartFile, type IgnoreRules, ignoreRules } from '@violet/charts';
import { Failure } from '@violet/machinery';
import { fileReason } from './file-reason.ts';

const maxFiles = 20_000;
const maxBytes = 100 * 1024 * 1024;
const maxRulesBytes = 1024 * 1024;

/**
 * Every file of a chart's directory but what its .helmignore leaves out. Links are followed, as Helm does, within bounds: a
 * directory that contains itself is told. `always` are files that are read even if they are to be ignored. Throws a Failure
 * that names what cannot be read.
 */
export async function readChartDirectory(directory: string, always: readonly string[] = []): Promise<ChartFile[]> {
  const rules = await readRules(join(directory, '.helmignore'));
  const ignores = always.length === 0 ? ignoreRules(rules) : rulesOrNone(rules);
  const walk = new Walk(directory, (path, isDirectory) => !always.includes(path) && ignores(path, isDirectory));
  await walk.read('', []);
  return walk.files;
}

async function readRules(file: string): Promise<string> {
  const found = await stat(file).catch(() => undefined);
  if (found === undefined) return '';
  if (!found.isFile()) throw new Failure('Invalid', `${file} is not a file`);
  if (found.size > maxRulesBytes) throw new Failure('Invalid', `${file} is larger than ${maxRulesBytes} bytes`);
  return readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw new Failure('Invalid', `${file} cannot be read: ${fileReason(cause)}`, { cause });
  });
}

/** Where the rules themselves are to be looked at, mistakes in them are told later. */
function rulesOrNone(text: string): IgnoreRules {
  try {
    return ignoreRules(text);
  } catch {
    return ignoreRules('');
  }
}

class Walk {
  readonly files: ChartFile[] = [];
  private bytes = 0;
  private readonly directory: string;
  private readonly ignores: IgnoreRules;

  constructor(directory: string, ignores: IgnoreRules) {
    this.directory = directory;
    this.ignores = ignores;
  }

  async read(prefix: string, above: readonly string[]): Promise<void> {
    const here = await realpath(join(this.directory, prefix));
    if (above.includes(here)) throw new Failure('Invalid', `${join(this.directory, prefix)} contains itself by a link`);
    const entries = await readdir(here);
    for (const entry of entries.sort()) await this.readEntry(`${prefix}${entry}`, [...above, here]);
  }

  private async readEntry(name: string, above: readonly string[]): Promise<void> {
    const path = join(this.directory, name);
    const found = await stat(path).catch(async (cause: Error) => {
      const isLink = (await lstat(path)).isSymbolicLink();
      throw new Failure('Invalid', `${path} cannot be read${isLink ? ': its link leads nowhere' : ''}`, { cause });
    });
    if (this.ignores(name, found.isDirectory())) return;
    if (found.isDirectory()) {
      await this.read(`${name}/`, above);
      return;
    }
    if (!found.isFile()) {
      throw new Failure('Invalid', `cannot load irregular file ${path} as it has file mode type bits set`);
    }
    this.bytes += found.size;
    if (this.bytes > maxBytes || this.files.length >= maxFiles) {
      throw new Failure(
        'Invalid',
        `${this.directory} holds more than a chart may: ${maxFiles} files of ${maxBytes} bytes`,
      );
    }
    this.files.push({ name, data: new Uint8Array(await readFile(path)) });
  }
}
