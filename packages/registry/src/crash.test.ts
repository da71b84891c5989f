import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { connectRegistry, digestOf, pullLayer, pushArtifact, type UploadSession } from '@violet/oci';
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

async function start(...words: string[]): Promise<{ child: ChildProcess; address: string }> {
  const child = spawn(process.execPath, [script, directory, ...words], { stdio: ['ignore', 'pipe', 'inherit'] });
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
}, 30_000);

const content = { mediaType: 'x/layer', bytes: Buffer.alloc(3 * 2 ** 20, 'content') };
const config = { mediaType: 'x/config', bytes: Buffer.from('{}') };

/** Three versions, one after the other; gives those that were acknowledged. */
async function pushVersions(address: string): Promise<string[]> {
  const client = connect(address);
  const acknowledged: string[] = [];
  try {
    for (const tag of ['v1', 'v2', 'v3']) {
      const own = { mediaType: 'x/own', bytes: Buffer.from(tag) };
      await pushArtifact(client, 'a/b', tag, { config, layers: [content, own] });
      acknowledged.push(tag);
    }
  } catch {
    // It died, which is what this is about.
  } finally {
    client.close();
  }
  return acknowledged;
}

async function corruptBlobs(): Promise<string[]> {
  const entries = await readdir(join(directory, 'blobs'), { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile());
  const digests = await Promise.all(
    files.map(async ({ parentPath, name }) => [name, digestOf(await readFile(join(parentPath, name)))] as const),
  );
  return digests.filter(([name, digest]) => digest !== `sha256:${name}`).map(([name]) => name);
}

it.each([14, 20, 27, 36, 45, 60])(
  'has nothing corrupt, and all that it acknowledged, after it killed itself at change %i of the disk',
  async (change) => {
    const first = await start(String(change));
    const gone = once(first.child, 'exit');
    const acknowledged = await pushVersions(first.address);
    first.child.kill('SIGKILL');
    await gone;
    expect(await corruptBlobs()).toEqual([]);

    const second = await start();
    const client = connect(second.address);
    for (const tag of (await client.listTags('a/b')) ?? []) {
      expect((await pullLayer(client, 'a/b', tag, 'x/own'))?.bytes.toString()).toBe(tag);
    }
    for (const tag of acknowledged) expect(await client.headManifest('a/b', tag)).toBeDefined();
    expect(await pushVersions(second.address)).toEqual(['v1', 'v2', 'v3']);
    expect(await client.listTags('a/b')).toEqual(['v1', 'v2', 'v3']);
    client.close();
  },
  30_000,
);

/** By hand more of them: each takes as long as a process needs to start. */
const rounds = Number(process.env['VIOLET_CRASH_ROUNDS'] ?? 3);
/** Of one round; spread over what three pushes of three images bring, another place each time. */
const killedAfter = (round: number) => ((round * 7_654_321 + 1_234_567) % 27) * 2 ** 20 + round * 1009;
const layerOf = (tag: string) => Buffer.alloc(3 * 2 ** 20, `layer of ${tag}`);

/** Three images; gives the tags that were acknowledged before the process died. */
async function pushUntilKilled(address: string, name: string, onBytes: (length: number) => void): Promise<string[]> {
  const client = connect(address);
  const acknowledged: string[] = [];
  try {
    for (const number of [0, 1, 2]) {
      const tag = `${name}-${number}`;
      const bytes = layerOf(tag);
      const open = (offset: number, length: number) => {
        onBytes(length);
        return Readable.from([bytes.subarray(offset, offset + length)]);
      };
      await client.uploadBlob('a/b', { digest: digestOf(bytes), size: bytes.length, open });
      await pushArtifact(client, 'a/b', tag, { config, layers: [{ mediaType: 'x/layer', bytes }] });
      acknowledged.push(tag);
    }
  } catch {
    // It died, which is what this is about.
  } finally {
    client.close();
  }
  return acknowledged;
}

it(
  'has nothing corrupt, and all that it acknowledged, after kill -9 in the middle of pushes, again and again',
  async () => {
    const acknowledged: string[] = [];
    for (let round = 0; round < rounds; round++) {
      const { child, address } = await start();
      let left = killedAfter(round);
      const onBytes = (length: number) => {
        left -= length;
        if (left <= 0) child.kill('SIGKILL');
      };
      const pushes = [0, 1, 2].map((number) => pushUntilKilled(address, `r${round}-${number}`, onBytes));
      acknowledged.push(...(await Promise.all(pushes)).flat());
      await kill(child);
    }

    expect(await corruptBlobs()).toEqual([]);
    const { address } = await start();
    const client = connect(address);
    const tags = (await client.listTags('a/b')) ?? [];
    expect(tags).toEqual(expect.arrayContaining(acknowledged));
    for (const tag of tags) {
      const pulled = await pullLayer(client, 'a/b', tag, 'x/layer');
      expect({ tag, right: pulled?.bytes.equals(layerOf(tag)) }).toEqual({ tag, right: true });
    }
    client.close();
  },
  10_000 + rounds * 5_000,
);
