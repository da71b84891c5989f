import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Failure } from '@violet/machinery';
import { lockDirectory } from './lock.ts';

/** Raised when the layout of the directory changes in a way that an older version cannot read. */
const layoutVersion = 1;

/** Everything that an embedded platform keeps, below one directory. One process owns it. */
export interface DataDirectory {
  readonly path: string;
  /** True when this start made it. */
  readonly isNew: boolean;
  file(...parts: string[]): string;
  /** Undefined where there is no such file. */
  read(name: string): string | undefined;
  /** Replaces the file in one step; `mode` 0600 for what only the owner may read. */
  write(name: string, text: string, mode?: number): void;
  /** The file's text, made by `make` at the first start. */
  readOrCreate(name: string, make: () => string): string;
  release(): void;
}

/** Opens or makes the directory. Throws a Failure with a way out where that cannot be done. */
export function openDataDirectory(directory: string): DataDirectory {
  const path = resolve(directory);
  const isNew = !existsSync(join(path, 'version'));
  makeWritable(path);
  checkVersion(path, isNew);
  const release = lockDirectory(path);
  const file = (...parts: string[]) => join(path, ...parts);
  const read = (name: string) => (existsSync(file(name)) ? readFileSync(file(name), 'utf8') : undefined);
  const write = (name: string, text: string, mode = 0o600) => {
    const temporary = file(`.${name}.${randomBytes(4).toString('hex')}`);
    writeFileSync(temporary, text, { mode });
    chmodSync(temporary, mode);
    renameSync(temporary, file(name));
  };
  return {
    path,
    isNew,
    file,
    read,
    write,
    readOrCreate(name, make) {
      const known = read(name);
      if (known !== undefined) return known;
      const text = make();
      write(name, text);
      return text;
    },
    release,
  };
}

function makeWritable(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    const probe = join(path, `.writable-${randomBytes(4).toString('hex')}`);
    writeFileSync(probe, '');
    renameSync(probe, join(path, '.writable'));
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    throw new Failure('Forbidden', `the data directory ${path} cannot be written (${code})`, {
      hint: 'Give this user the right to write there, or choose another one with --data-dir.',
      cause,
    });
  }
}

function checkVersion(path: string, isNew: boolean): void {
  const file = join(path, 'version');
  if (isNew) {
    writeFileSync(file, `${layoutVersion}\n`);
    return;
  }
  const found = Number(readFileSync(file, 'utf8'));
  if (found <= layoutVersion) return;
  throw new Failure(
    'Conflict',
    `the data directory ${path} was written by a newer version (layout ${found}, this one reads ${layoutVersion})`,
    {
      hint: 'Start the newer version, or choose another directory with --data-dir.',
    },
  );
}
