import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { mergeValueFiles, type SetValues, setValues, type ValueFile } from '@violet/charts';
import { Failure } from '@violet/machinery';
import type { Context } from '../command/context.ts';
import { fileReason } from './file-reason.ts';

export interface ValuesFlags {
  values: string[];
  set: string[];
  setString: string[];
  setJson: string[];
  setFile: string[];
  setLiteral: string[];
}

/** What the flags say of values: files over each other, then the `--set` family in Helm's order. */
export async function chartValues(flags: ValuesFlags, context: Context): Promise<SetValues> {
  const names = flags.values.flatMap((value) => value.split(','));
  const files: ValueFile[] = [];
  for (const name of names) files.push({ name, text: await readValuesFile(name, context) });
  const { set: typed, setString: text, setJson: json, setFile: file, setLiteral: literal } = flags;
  return setValues(mergeValueFiles(files), { typed, text, json, file, literal }, (path) => readSetFile(path, context));
}

async function readValuesFile(name: string, context: Context): Promise<string> {
  if (name.trim() === '-') return context.readInput();
  if (/^https?:\/\//.test(name)) {
    throw new Failure('Invalid', `--values: ${name} is not fetched`, { hint: 'Download it, or pipe it into -f -.' });
  }
  return readFile(resolve(context.cwd, name), 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw new Failure('NotFound', `open ${name}: ${fileReason(cause)}`, { cause });
  });
}

function readSetFile(name: string, context: Context): string {
  try {
    return readFileSync(resolve(context.cwd, name), 'utf8');
  } catch (error) {
    throw new Error(`open ${name}: ${fileReason(error as NodeJS.ErrnoException)}`, { cause: error });
  }
}
