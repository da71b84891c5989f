/** A real disk that is full, becomes full, or is only read: a tmpfs in a mount namespace of violet's own process. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { buildPackage, openPackage } from '@violet/archive';
import { aPlugin, exampleRegistry } from '@violet/archive/testing';
import { digestOf } from '@violet/oci';
import { type ScriptedRegistry, startScriptedRegistry } from '@violet/oci/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const violet = join(import.meta.dirname, '../../../apps/violet/bin/violet.mjs');
const mebi = 2 ** 20;
const layer = Buffer.alloc(5 * mebi, 'layer');
/** Whoever is not root gets a namespace in which he is. */
const asRoot = process.getuid?.() === 0 ? [] : ['--user', '--map-root-user'];

let directory: string;
let registry: ScriptedRegistry;
/** Called when half of the layer is sent; the other half follows when it comes back. */
let atHalf: () => Promise<void>;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'violet-package-disk-'));
  const { manifest, source } = await aPlugin('demo', 'v1.0.0', { bulk: layer });
  const whole = join(directory, 'whole.tgz');
  await buildPackage({ manifest, source, output: whole });
  const file = await openPackage(whole);
  registry = await startScriptedRegistry(async ({ line }, response) => {
    const [, repository = '', kind, at = ''] = /^GET \/v2\/(.+)\/(manifests|blobs)\/(.+)$/.exec(line) ?? [];
    const named = await source.manifest({ registry: exampleRegistry, repository }, at);
    if (kind === 'manifests' && named !== undefined) {
      response.writeHead(200, { 'content-type': named.mediaType }).end(named.bytes);
    } else if (at === digestOf(layer)) {
      response.writeHead(200, { 'content-length': layer.length }).write(layer.subarray(0, layer.length / 2));
      await atHalf();
      response.end(layer.subarray(layer.length / 2));
    } else if (kind === 'blobs') response.writeHead(200).end(await file.readBlob(at, mebi));
    else response.writeHead(200).end();
  });
});
afterAll(async () => {
  await registry.close();
  rmSync(directory, { recursive: true, force: true });
});

/** Runs violet where `disk` is a tmpfs of 8 MiB with a former package; `before` comes before it, `beside` when half of a layer is there. */
async function packed(before: string, beside = ':'): Promise<{ code: number; stderr: string; left: string[] }> {
  atHalf = async () => undefined;
  const commands = [
    'set -e; cd "$1"; mkdir -p disk; mount -t tmpfs -o size=8m tmpfs disk',
    'printf former > disk/demo.tgz',
    `"$2" "$3" create demo --force --artifact ${registry.address}/acp/chart-demo:v1.0.0 --plain --no-auth >&2`,
    before,
    // A line on stdin is the sign for what happens beside it; a line on stdout says that it has.
    `exec 3<&0; (read -r _ <&3; ${beside}; echo done) & set +e`,
    '"$2" "$3" package demo --output-file disk/demo.tgz --plain --no-auth >/dev/null',
    'echo "code $?"; echo "left $(ls disk | tr "\\n" " ")"; echo "former $(cat disk/demo.tgz)"',
  ];
  const [program = '', ...words] = [
    'unshare',
    '--mount',
    ...asRoot,
    'sh',
    '-c',
    commands.join('\n'),
    'sh',
    directory,
    process.execPath,
    violet,
  ];
  const child = spawn(program, words, { stdio: ['pipe', 'pipe', 'pipe'] });
  const stderr = text(child.stderr);
  let stdout = '';
  child.stdout.on('data', (chunk) => {
    stdout += String(chunk);
  });
  if (beside !== ':') {
    atHalf = async () => {
      child.stdin.write('now\n');
      while (!stdout.includes('done')) await once(child.stdout, 'data');
    };
  }
  await once(child, 'exit').finally(() => child.stdin.destroy());
  expect(stdout).toContain('former former\n');
  const left = /^left (.*)$/m.exec(stdout)?.[1]?.trim().split(' ') ?? [];
  return { code: Number(/^code (\d)$/m.exec(stdout)?.[1]), stderr: await stderr, left };
}

describe('violet package leaves the former package and no other file', () => {
  it('where the disk has not the room, which it says before anything is fetched', async () => {
    const { code, stderr, left } = await packed('head -c 4m /dev/zero > disk/other');

    expect(stderr).toMatch(
      /Error: cannot write \S+demo\.tgz: it will have 5\d{6} bytes, and the disk has room for \d+\n/,
    );
    expect({ code, left }).toEqual({ code: 1, left: ['demo.tgz', 'other'] });
    expect(registry.seen.some(({ line }) => line.endsWith(digestOf(layer)))).toBe(false);
  });

  it('where the disk becomes full meanwhile', async () => {
    const { code, stderr, left } = await packed(':', 'head -c 8m /dev/zero > disk/other 2>/dev/null || true');

    expect(stderr).toMatch(/Error: cannot write \S+demo\.tgz: the disk is full\nHint: Make room, or /);
    expect({ code, left }).toEqual({ code: 1, left: ['demo.tgz', 'other'] });
  });

  it('where the disk is only read', async () => {
    const { code, stderr, left } = await packed('mount -o remount,ro disk');

    expect(stderr).toMatch(/Error: cannot write \S+demo\.tgz: the disk is read-only\n/);
    expect({ code, left }).toEqual({ code: 1, left: ['demo.tgz'] });
  });
});
