import { spawn } from 'node:child_process';
import { join } from 'node:path';

/** The real opm. */
export const opm = join(process.env['VIOLET_PEERS_BIN'] ?? '', 'opm');

/** What `opm validate` says about a folder; undefined where it finds nothing wrong. */
export async function validate(directory: string): Promise<string | undefined> {
  const { code, stderr } = await run(['validate', directory]);
  if (code === 0) return undefined;
  const message = /level=fatal msg=("(?:[^"\\]|\\.)*"|\S+)/.exec(stderr)?.[1] ?? stderr;
  return message.startsWith('"') ? unquote(message) : message;
}

/** The documents that `opm render` makes of a folder, as JSON. */
export async function render(directory: string): Promise<Record<string, unknown>[]> {
  const { code, stdout, stderr } = await run(['render', '--skip-tls', '-o', 'json', directory]);
  if (code !== 0) throw new Error(stderr);
  const documents = stdout.split(/(?<=^\})\n/m).filter((text) => text.trim() !== '');
  return documents.map((text) => JSON.parse(text) as Record<string, unknown>);
}

export async function run(args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const child = spawn(opm, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  child.on('error', reject);
  child.on('close', (code) => resolve(code ?? -1));
  const code = await promise;
  return { code, stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() };
}

/** Go's quoting is JSON's, but for a few escapes. */
function unquote(text: string): string {
  const json = text.replace(/\\(\\|x[0-9a-f]{2}|U[0-9a-f]{8}|a|v)/g, (whole, escape: string) => {
    if (escape.startsWith('x')) return `\\u00${escape.slice(1)}`;
    if (escape.startsWith('U')) return String.fromCodePoint(Number.parseInt(escape.slice(1), 16));
    return { a: '\\u0007', v: '\\u000b' }[escape] ?? whole;
  });
  return JSON.parse(json) as string;
}

/** The lines of a tree of problems in an order of their own: opm walks through maps, whose order is random. */
export function treeLines(message: string | undefined): string[] | undefined {
  const path: string[] = [];
  return message
    ?.split('\n')
    .map((line) => {
      const depth = (/^[│ ]*[├└]── /.exec(line)?.[0].length ?? 0) / 4;
      path.length = depth;
      path.push(line.replace(/^[│ ]*[├└]── /, ''));
      return path.join(' / ');
    })
    .sort();
}
