import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const launcher = fileURLToPath(new URL('../bin/violet.mjs', import.meta.url));
let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'violet-launcher-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

describe('bin/violet.mjs', () => {
  it.each(['checkout', 'a #1 checkout', '100%25'])('runs in a directory named %s', async (name) => {
    for (const part of ['bin', 'src']) await mkdir(join(directory, name, part), { recursive: true });
    await copyFile(launcher, join(directory, name, 'bin', 'violet.mjs'));
    await writeFile(
      join(directory, name, 'src', 'main.ts'),
      'process.stdout.write(process.argv.slice(2).join() as string)',
    );

    const bin = join(directory, name, 'bin', 'violet.mjs');
    const { stdout } = await promisify(execFile)(process.execPath, [bin, 'show', '--all']);

    expect(stdout).toBe('show,--all');
  });
});
