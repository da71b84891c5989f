/** A real disk that is full, and one that is only read: a tmpfs in a mount namespace of the registry's own process. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { digestOf } from '@violet/oci';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const script = join(import.meta.dirname, '../../../packages/registry/src/testdata/serve.ts');
const mebi = 2 ** 20;

let directory: string;
let child: ChildProcess;
let address: string;

/** Whoever is not root gets a namespace in which he is. */
const asRoot = process.getuid?.() === 0 ? [] : ['--user', '--map-root-user'];

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'violet-disk-'));
  const commands = [
    'mount -t tmpfs -o size=8m tmpfs "$1" || exit 1',
    // The shell stays, to make the disk read-only and back; while a file is written, it cannot.
    'trap \'until mount -o remount,ro "$1" 2>/dev/null; do sleep 0.01; done\' USR1',
    'trap \'mount -o remount,rw "$1"\' USR2',
    '"$2" "$3" "$1" & server=$!',
    "trap 'kill $server' TERM",
    'while kill -0 $server 2>/dev/null; do wait $server; done',
  ];
  const [program = '', ...words] = ['unshare', '--mount', ...asRoot, 'sh', '-c', commands.join('\n'), 'sh'];
  child = spawn(program, [...words, directory, process.execPath, script], { stdio: ['ignore', 'pipe', 'inherit'] });
  if (child.stdout === null) throw new Error('there is no output to read');
  const [line] = await once(child.stdout, 'data');
  address = String(line).trim();
});

afterEach(async () => {
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  await gone;
  rmSync(directory, { recursive: true, force: true });
});

const call = (path: string, init: RequestInit = {}) => fetch(`http://${address}/v2/${path}`, init);
const push = (repository: string, body: Buffer) =>
  call(`${repository}/blobs/uploads/?digest=${digestOf(body)}`, { method: 'POST', body: new Uint8Array(body) });

describe('a disk', () => {
  it('that is full refuses what does not fit, holds nothing of it, and takes what fits', async () => {
    const small = Buffer.alloc(5 * mebi, 'a');
    expect((await push('a', small)).status).toBe(201);

    const refused = await push('a', Buffer.alloc(6 * mebi, 'b'));

    expect(refused.status).toBe(507);
    expect(await refused.json()).toEqual({
      errors: [{ code: 'STORAGE_FULL', message: 'the disk of the registry is full' }],
    });
    expect((await push('b', Buffer.alloc(2 * mebi, 'c'))).status).toBe(201);
    const again = await call(`a/blobs/${digestOf(small)}`);
    expect(digestOf(new Uint8Array(await again.arrayBuffer()))).toBe(digestOf(small));
  });

  it('that is only read is read, and takes pushes again when it can', async () => {
    const blob = Buffer.alloc(mebi, 'a');
    await push('a', blob);
    child.kill('SIGUSR1');
    const status = async () => (await push('b', Buffer.from('x'))).status;

    await expect.poll(status).toBe(500);
    expect((await call(`a/blobs/${digestOf(blob)}`)).status).toBe(200);
    expect((await call(`a/blobs/${digestOf(blob)}`, { method: 'DELETE' })).status).toBe(500);
    child.kill('SIGUSR2');
    await expect.poll(status).toBe(201);
  });
});
