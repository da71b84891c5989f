import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { moduleDirectory, type PeerBinary, peerBinaries } from './binaries.ts';

/** Builds what the cache does not hold in the pinned version; answers with the folder of the programs. */
export function buildPeers(cache: string, say: (line: string) => void): string {
  const bin = join(cache, 'bin');
  mkdirSync(bin, { recursive: true });
  for (const binary of peerBinaries) {
    const file = join(bin, binary.name);
    const key = keyOf(binary);
    if (existsSync(file) && existsSync(`${file}.key`) && readFileSync(`${file}.key`, 'utf8') === key) continue;
    const started = performance.now();
    say(`Building ${binary.name} …`);
    build(binary, file);
    writeFileSync(`${file}.key`, key);
    say(`Built ${binary.name} in ${((performance.now() - started) / 1000).toFixed(0)} s`);
  }
  return bin;
}

/** Changes with the pinned versions, with how the program is built, and with its source where that is ours. */
function keyOf(binary: PeerBinary): string {
  const directory = moduleDirectory(binary.module);
  const hash = createHash('sha256').update(JSON.stringify(binary));
  for (const file of ['go.mod', 'go.sum', ...ownSources(directory, binary)])
    hash.update(readFileSync(join(directory, file)));
  return hash.digest('hex');
}

function ownSources(directory: string, { package: path }: PeerBinary): string[] {
  if (!path.startsWith('./')) return [];
  return readdirSync(join(directory, path))
    .sort()
    .map((file) => join(path, file));
}

function build({ name, module, package: path, tags, tests, stamps = [] }: PeerBinary, file: string): void {
  const flags = ['-s', '-w', ...stamps].join(' ');
  const verb = tests === true ? ['test', '-c'] : ['build'];
  const tagged = tags === undefined ? [] : ['-tags', tags];
  const { status, stderr, error } = spawnSync(
    'go',
    [...verb, '-mod=readonly', '-trimpath', ...tagged, '-ldflags', flags, '-o', `${file}.new`, path],
    { cwd: moduleDirectory(module), env: { ...process.env, CGO_ENABLED: '0' }, encoding: 'utf8' },
  );
  if (error !== undefined) throw new Error(`Go is needed to build the peers: ${error.message}`);
  if (status !== 0) throw new Error(`building ${name} failed:\n${stderr}`);
  renameSync(`${file}.new`, file);
}
