import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Failure } from '@violet/machinery';

/** The PEM text of a CA file; `flag` is what named it. */
export async function readCa(path: string | undefined, flag: string, cwd: string): Promise<string | undefined> {
  if (path === undefined) return undefined;
  const text = await readFile(resolve(cwd, path), 'utf8').catch((cause: Error) => {
    throw new Failure('NotFound', `${flag}: ${path} cannot be read: ${cause.message}`, { cause });
  });
  if (!text.includes('-----BEGIN CERTIFICATE-----')) {
    throw new Failure('Invalid', `${flag}: ${path} holds no certificate in PEM form`);
  }
  return text;
}
