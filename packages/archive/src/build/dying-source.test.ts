import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { connectRegistry, digestOf } from '@violet/oci';
import { instantClock, type ScriptedRegistry, startScriptedRegistry } from '@violet/oci/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { registrySource } from '../sources/registry-source.ts';
import { aPlugin, exampleRegistry } from '../testing.ts';
import { buildPackage } from './build-package.ts';

const layer = Buffer.alloc(2_500_000, 'layer');
const image = `${exampleRegistry}/acp/bulk:v1.0.0`;
let directory: string;
let output: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'violet-dying-'));
  output = join(directory, 'demo.tgz');
  await writeFile(output, 'the former package');
});
afterEach(() => rm(directory, { recursive: true, force: true }));

/** What a registry does with a request of a path; false where it answers as it should. */
type Fault = (path: string, response: ServerResponse, before: number) => boolean;

/** A registry that has the plugin, and a fault. */
async function faultyRegistry(fault: Fault): Promise<ScriptedRegistry & { manifest: Plugin['manifest'] }> {
  const { manifest, source } = await aPlugin('demo', 'v1.0.0', { bulk: layer });
  const registry = await startScriptedRegistry(async ({ line }, response) => {
    const path = line.split(' ')[1] ?? '';
    if (fault(path, response, registry.seen.length)) return;
    const [, repository = '', kind, at = ''] = /^\/v2\/(.+)\/(manifests|blobs)\/(.+)$/.exec(path) ?? [];
    const reference = { registry: exampleRegistry, repository };
    const found = kind === 'manifests' ? await source.manifest(reference, at) : undefined;
    const blob = kind === 'blobs' ? await source.blob(reference, at) : undefined;
    const body = found?.bytes ?? (blob && (await buffer(blob)));
    if (body === undefined) response.writeHead(path === '/v2/' ? 200 : 404).end();
    else response.writeHead(200, { 'content-type': found?.mediaType ?? 'application/octet-stream' }).end(body);
  });
  return { ...registry, manifest };
}
type Plugin = Awaited<ReturnType<typeof aPlugin>>;

async function build(fault: Fault, signal?: AbortSignal): Promise<void> {
  const { address, manifest, close } = await faultyRegistry(fault);
  const registry = connectRegistry({ address, plain: true, clock: instantClock(), retries: { attempts: 2 } });
  try {
    await buildPackage({ manifest, source: registrySource(() => registry), output, ...(signal && { signal }) });
  } finally {
    registry.close();
    await close();
  }
}

const isBulk = (path: string) => path.endsWith(digestOf(layer));

describe('a registry that dies while a package is made', () => {
  it.each<[string, Fault, string]>([
    ['before the first manifest', (_path, response) => cut(response), ''],
    ['between manifests', (_path, response, before) => before > 3 && cut(response), ''],
    ['when layers are asked for', (path, response) => isBulk(path) && cut(response), ''],
    ['in the middle of a layer', (path, response) => isBulk(path) && half(response), `${image}: failed to download: `],
    ['with an error', (path, response) => isBulk(path) && status(response, 500), ''],
    ['without a layer that it had', (path, response) => isBulk(path) && status(response, 404), `${image}: failed to`],
    ['with other bytes', (path, response) => isBulk(path) && lie(response), `${image}: digest mismatch: `],
  ])('leaves the former package and nothing else: %s', async (_what, fault, message) => {
    const failure = await build(fault).catch((error: unknown) => error);

    expect(failure).toMatchObject({ name: 'Failure', message: expect.stringContaining(message) });
    expect(await readdir(directory)).toEqual(['demo.tgz']);
    expect(await readFile(output, 'utf8')).toBe('the former package');
  });

  it('is let go when the person has had enough', async () => {
    const enough = new AbortController();
    const hang: Fault = (path, response) => {
      if (!isBulk(path)) return false;
      response.writeHead(200, { 'content-length': layer.length }).write(layer.subarray(0, 1_000_000));
      setImmediate(() => enough.abort(new Error('enough')));
      return true;
    };

    await expect(build(hang, enough.signal)).rejects.toThrow('enough');

    expect(await readdir(directory)).toEqual(['demo.tgz']);
  });
});

function cut(response: ServerResponse): boolean {
  response.destroy();
  return true;
}

function half(response: ServerResponse): boolean {
  response.writeHead(200, { 'content-length': layer.length });
  response.write(layer.subarray(0, layer.length / 2), () => response.destroy());
  return true;
}

function status(response: ServerResponse, code: number): boolean {
  response.writeHead(code).end();
  return true;
}

function lie(response: ServerResponse): boolean {
  response.writeHead(200).end(Buffer.alloc(layer.length, 'lies'));
  return true;
}
