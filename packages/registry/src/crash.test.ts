import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { connectRegistry, digestOf, type UploadSession } from '@violet/oci';
import { afterEach, beforeEach, expect, it } from 'vitest';

const script = join(import.meta.dirname, 'testdata', 'serve.ts');
const children: ChildProcess[] = [];
let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'violet-crash-'));
});

afterEach(async () => {
  await Promise.all(children.splice(0).map(kill));
  await rm(directory, { recursive: true, force: true });
});

async function start(): Promise<{ child: ChildProcess; address: string }> {
  const child = spawn(process.execPath, [script, directory], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  const [line] = await once(child.stdout, 'data');
  return { child, address: String(line).trim() };
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

const connect = (address: string) =>
  connectRegistry({ address, plain: true, retries: { attempts: 1 }, uploads: { wholeBytes: 0, chunkBytes: 2 ** 20 } });

it('continues, after kill -9, an upload from another process inside the blob', async () => {
  const bytes = Buffer.alloc(8 * 2 ** 20, 'violet');
  const digest = digestOf(bytes);
  const first = await start();
  let session: UploadSession | undefined;
  const dies = (offset: number, length: number) => {
    if (offset >= 4 * 2 ** 20) first.child.kill('SIGKILL');
    return Readable.from([bytes.subarray(offset, offset + length)]);
  };
  const onSession = (now: UploadSession | undefined) => {
    session = now;
  };
  const killed = connect(first.address).uploadBlob('a', { digest, size: bytes.length, open: dies, onSession });
  await expect(killed).rejects.toMatchObject({ code: 'ServiceUnavailable' });

  const second = await start();
  const client = connect(second.address);
  const sent: number[] = [];
  const open = (offset: number, length: number) => {
    sent.push(length);
    return Readable.from([bytes.subarray(offset, offset + length)]);
  };
  const path = new URL(session?.location ?? '').pathname;
  const resume = { location: `http://${second.address}${path}` };
  expect(await client.headBlob('a', digest)).toBeUndefined();
  expect(await client.uploadBlob('a', { digest, size: bytes.length, open, resume })).toBe('uploaded');

  expect(sent.reduce((sum, length) => sum + length, 0)).toBeLessThanOrEqual(4 * 2 ** 20);
  expect((await client.readBlob('a', digest, bytes.length))?.equals(bytes)).toBe(true);
});
