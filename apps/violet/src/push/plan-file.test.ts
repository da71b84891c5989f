import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readPlanFile } from './plan-file.ts';

let cwd: string;

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'violet-plan-file-'));
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

it('reads a plan from a regular file only: a pipe might never end', async () => {
  await expect(readPlanFile('.', cwd)).rejects.toThrow(`--apply-plan: ${cwd} cannot be read: it is no regular file`);
});
