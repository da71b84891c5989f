import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
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

  it.runIf(process.platform === 'linux')('keeps what was typed out of the list of processes', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const artifact = `127.0.0.1:${(server.address() as AddressInfo).port}/acp/chart:v1`;
    const access = ['--plain', '--username', 'robot', '--password', 'kanari-of-the-test'];
    const child = spawn(process.execPath, [launcher, 'create', 'demo', '--artifact', artifact, ...access], {
      cwd: directory,
      stdio: 'ignore',
    });
    const ended = once(child, 'exit');

    await once(server, 'request');
    const shown = await readFile(`/proc/${child.pid}/cmdline`, 'utf8');
    child.kill('SIGKILL');
    await ended;
    server.closeAllConnections();
    server.close();

    expect(shown.replace(/\0+$/, '')).toBe('violet');
  });

  it.runIf(process.platform !== 'win32').each<NodeJS.Signals>(['SIGINT', 'SIGTERM'])(
    'ends by %s itself, also while a proxy says nothing: the loop of a shell ends, too',
    async (signal) => {
      const proxy = createServer().on('connect', () => undefined);
      await once(proxy.listen(0, '127.0.0.1'), 'listening');
      const env = { ...process.env, HTTPS_PROXY: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}` };
      const child = spawn(process.execPath, [launcher, 'create', 'demo', '--artifact', 'registry.invalid/a:v1'], {
        cwd: directory,
        stdio: ['ignore', 'ignore', 'pipe'],
        env,
      });
      let said = '';
      child.stderr?.on('data', (text: Buffer) => {
        said += text;
      });
      const ended = once(child, 'close');

      const [, socket] = await once(proxy, 'connect');
      child.kill(signal);
      const [code, endedBy] = await ended;
      socket.destroy();
      proxy.close();

      expect({ code, endedBy, said }).toEqual({
        code: null,
        endedBy: signal,
        said: 'Stopped. Run the same command again to continue.\n',
      });
    },
  );
});
