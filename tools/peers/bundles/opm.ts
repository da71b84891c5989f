import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { treeLines } from '@violet/bundles/testing';

/** The real opm. */
export const opm = join(process.env['VIOLET_PEERS_BIN'] ?? '', 'opm');

/** What `opm validate` says about a folder; undefined where it finds nothing wrong. */
async function validate(directory: string): Promise<string | undefined> {
  const { code, stderr } = await run(['validate', directory]);
  if (code === 0) return undefined;
  const message = /level=fatal msg=("(?:[^"\\]|\\.)*"|\S+)/.exec(stderr)?.[1] ?? stderr;
  return message.startsWith('"') ? unquote(message) : message;
}

/** What opm says about a catalogue of these files, written into a folder: the lines of its message in an order of their own. */
export async function answerTo(files: Record<string, string>, directory: string): Promise<string[] | undefined> {
  mkdirSync(directory, { recursive: true });
  for (const [path, text] of Object.entries(files)) {
    const file = join(directory, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  const message = await validate(directory);
  return message === undefined ? undefined : treeLines(message);
}

export async function run(args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  // It leaves a cache of images behind, also where it reads none.
  const scratch = mkdtempSync(join(tmpdir(), 'violet-opm-'));
  const environment = { ...process.env, TMPDIR: scratch };
  const child = spawn(opm, args, { stdio: ['ignore', 'pipe', 'pipe'], env: environment });
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  child.on('error', reject);
  child.on('close', (code) => resolve(code ?? -1));
  const code = await promise.finally(() => rmSync(scratch, { recursive: true, force: true }));
  return { code, stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() };
}

/** Go's quoting is JSON's, but for a few escapes. */
function unquote(text: string): string {
  const json = text.replace(/\\(\\|x[0-9a-f]{2}|U[0-9a-f]{8}|a|v)/g, (whole, mark: string) => {
    if (mark.startsWith('x')) return `\\u00${mark.slice(1)}`;
    if (mark.startsWith('U')) return String.fromCodePoint(Number.parseInt(mark.slice(1), 16));
    return { a: '\\u0007', v: '\\u000b' }[mark] ?? whole;
  });
  return JSON.parse(json) as string;
}
