import { appendFile, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ReadableFile } from '../format/read-fully.ts';
import { createFilePool, type FilePool } from './file-pool.ts';

let directory: string;
let opened: ReadableFile[];
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'violet-pool-'));
  opened = [];
});
afterEach(async () => {
  for (const file of opened) await file.close();
  await rm(directory, { recursive: true, force: true });
});

async function openTen(pool: FilePool): Promise<ReadableFile[]> {
  const names = Array.from({ length: 10 }, (_, index) => join(directory, `file-${index}`));
  for (const name of names) await writeFile(name, `this is ${name}`);
  const files = (await Promise.all(names.map((name) => pool.open(name)))).map(({ file }) => file);
  opened.push(...files);
  return files;
}

async function beginningOf(file: ReadableFile): Promise<string> {
  const buffer = Buffer.alloc(4);
  const { bytesRead } = await file.read(buffer, 0, 4, 0);
  return buffer.toString('utf8', 0, bytesRead);
}

describe('a pool of files', () => {
  it('lets more files be read at once than it keeps open', async () => {
    const files = await openTen(createFilePool(2));

    const read = await Promise.all([...files, ...files, ...files].map(beginningOf));

    expect(new Set(read)).toEqual(new Set(['this']));
  });

  it('says how long a file is, and reads it without waiting where that is wanted', async () => {
    const path = join(directory, 'one');
    await writeFile(path, 'hello');
    const { file, size } = await createFilePool(1).open(path);
    const buffer = Buffer.alloc(5);

    expect(size).toBe(5);
    expect(file.readSync(buffer, 0, 5, 0)).toBe(5);
    expect(buffer.toString()).toBe('hello');
    await file.close();
  });

  it('reads without waiting also what it had to close', async () => {
    const files = await openTen(createFilePool(2));
    const buffer = Buffer.alloc(4);

    for (const file of [...files, ...files]) {
      expect(file.readSync(buffer.fill(0), 0, 4, 0)).toBe(4);
      expect(buffer.toString()).toBe('this');
    }
  });

  it.each([
    ['has grown', (path: string) => appendFile(path, 'more')],
    [
      'has been replaced',
      async (path: string) => {
        await writeFile(`${path}.new`, await readFile(path));
        await rename(`${path}.new`, path);
      },
    ],
  ])('does not read a file again that %s meanwhile', async (_, change) => {
    const [first, ...others] = await openTen(createFilePool(2));
    for (const file of others) await beginningOf(file);
    await change(join(directory, 'file-0'));

    await expect(first && beginningOf(first)).rejects.toThrow('has changed while it was read');
    expect(() => first?.readSync(Buffer.alloc(1), 0, 1, 0)).toThrow('has changed while it was read');
    expect(await Promise.all(others.map(beginningOf))).toHaveLength(9);
  });

  it('goes on with the others where one is gone, or closed', async () => {
    const [first, second, ...others] = await openTen(createFilePool(1));
    await rm(join(directory, 'file-0'));
    await second?.close();

    const ends = await Promise.allSettled([first, second, ...others].map((file) => file && beginningOf(file)));

    expect(() => second?.readSync(Buffer.alloc(1), 0, 1, 0)).toThrow('has been closed');
    expect(ends.map(({ status }) => status)).toEqual(['rejected', 'rejected', ...others.map(() => 'fulfilled')]);
  });

  it('refuses what is no file, and keeps its place free', async () => {
    const pool = createFilePool(1);

    for (let again = 0; again < 3; again += 1) await expect(pool.open(directory)).rejects.toThrow('no regular file');
    expect(await openTen(pool)).toHaveLength(10);
  });
});
