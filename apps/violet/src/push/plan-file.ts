import { readFile, stat, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Failure } from '@violet/machinery';
import { maxPlanBytes, type PushPlan, parsePushPlan, printPushPlan } from '@violet/publish';

export async function readPlanFile(file: string, cwd: string): Promise<PushPlan> {
  const path = resolve(cwd, file);
  const text = await readBounded(path).catch((cause: Error) => {
    throw new Failure('NotFound', `--apply-plan: ${path} cannot be read: ${cause.message}`, { cause });
  });
  return parsePushPlan(text, `--apply-plan: ${path}`);
}

export async function writePlanFile(file: string, plan: PushPlan, cwd: string): Promise<string> {
  const path = resolve(cwd, file);
  await writeFile(path, printPushPlan(plan)).catch((cause: Error) => {
    throw new Failure('Invalid', `--plan: ${path} cannot be written: ${cause.message}`, { cause });
  });
  return path;
}

async function readBounded(path: string): Promise<string> {
  const stats = await stat(path);
  // A pipe that nobody writes to could not even be interrupted.
  if (!stats.isFile()) throw new Error('it is no regular file');
  if (stats.size > maxPlanBytes) throw new Error(`it has more than ${maxPlanBytes} bytes`);
  return readFile(path, 'utf8');
}
