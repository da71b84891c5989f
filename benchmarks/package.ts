import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseExtensionPackage, printExtensionPackage } from '@violet/archive';
import { chartArchive, exampleRegistry } from '@violet/archive/testing';
import { printYaml } from '@violet/machinery';
import { layoutFiles, parseLayoutIndex } from '@violet/oci';
import { run } from '../e2e/harness/run.ts';
import { peakIn, reportingPeak } from './peak-memory.ts';
import { sourceLauncher } from './push-clients.ts';
import { type MeasuredRegistry, startOurs, startTheirs } from './registry-servers.ts';
import { type TenImages, writeTenImages } from './ten-images.ts';

export interface PackageTimes {
  mebibytes: number;
  /** Milliseconds of one process each. */
  deeds: Map<string, number[]>;
  /** `cp` of the package, and `openssl dgst -sha256` of the copy. */
  copied: number[];
  /** Of a process that packs, at its highest. */
  residentMiB: number;
}

const version = 'v1.0.0';

/** Where violet is, and where it is to work. */
interface Bench {
  launcher: string;
  directory: string;
}

/** `violet package` of ten images in a layout and in registries, and `cp` with `openssl dgst` of the same file, in turns. */
export async function timePackage(launcher: string, bin: string | undefined, times: number): Promise<PackageTimes> {
  const directory = mkdtempSync(join(tmpdir(), 'violet-bench-package-'));
  const bench = { launcher, directory };
  const registries = new Map<string, MeasuredRegistry>();
  try {
    const images = writeTenImages(join(directory, 'layout'));
    await prepare(bench, 'layout', { registry: exampleRegistry, images });
    const whole = await pack(bench, 'layout', ['--from', images.directory]);
    registries.set('ours', await startOurs());
    if (bin !== undefined) registries.set('distribution', await startTheirs(bin));
    for (const [name, { address }] of registries) {
      await violet(bench, ['push', whole, '--dest-repo', address, '--plain', '--no-auth', '--skip-crs']);
      await prepare(bench, name, { registry: address, images });
    }
    const deeds = { ...deedsWithLayout(bench, images), ...deedsWithRegistries(bench, registries, images, bin) };
    const taken = new Map<string, number[]>(Object.keys(deeds).map((name) => [name, []]));
    const copied: number[] = [];
    for (let time = 0; time < times; time++) {
      for (const [name, deed] of Object.entries(deeds)) taken.get(name)?.push(await timed(deed));
      copied.push(await timed(async () => copyAndDigest(whole, join(directory, 'copy'))));
    }
    const residentMiB = await residentOf(bench, ['--from', images.directory]);
    return { mebibytes: images.bytes / 2 ** 20, deeds: taken, copied, residentMiB };
  } finally {
    for (const registry of registries.values()) await registry.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

type Deeds = Record<string, () => Promise<unknown>>;

function deedsWithLayout(bench: Bench, images: TenImages): Deeds {
  const from = ['--from', images.directory];
  return {
    'violet package, from a layout': () => pack(bench, 'layout', from),
    '  in place of a former one': () => packAgain(bench, 'layout', from),
    '  from its sources': () => pack({ ...bench, launcher: sourceLauncher }, 'layout', from),
  };
}

/** Without peers there is no skopeo either. */
function deedsWithRegistries(
  bench: Bench,
  registries: ReadonlyMap<string, MeasuredRegistry>,
  images: TenImages,
  bin: string | undefined,
): Deeds {
  const deeds: Deeds = {};
  for (const [name, { address }] of registries) {
    deeds[`violet package, from ${name}`] = () => pack(bench, name, ['--plain', '--no-auth']);
    if (bin !== undefined) deeds[`skopeo copy, from ${name}`] = () => copyWithSkopeo(bench, address, images);
  }
  return deeds;
}

/** To the one file that skopeo writes; it digests the blobs, not the file. */
async function copyWithSkopeo({ directory }: Bench, address: string, images: TenImages): Promise<void> {
  const archive = join(directory, 'skopeo.tar');
  rmSync(archive, { force: true });
  const from = `docker://${address}/bench/images@${rootOf(images)}`;
  const words = ['copy', '--all', '--src-tls-verify=false', from, `oci-archive:${archive}`];
  const { code, stderr } = await run('skopeo', words, { timeoutMs: 120_000 });
  if (code !== 0) throw new Error(`skopeo: ${stderr}`);
}

/** The directory of a package: a chart, and the ten images. */
async function prepare(
  bench: Bench,
  name: string,
  { registry, images }: { registry: string; images: TenImages },
): Promise<void> {
  const { directory } = bench;
  const chart = join(directory, 'chart.tgz');
  const metadata = { apiVersion: 'v2', name: 'bench', version };
  writeFileSync(chart, await chartArchive('bench', { 'Chart.yaml': printYaml(metadata) }));
  await violet(bench, ['create', name, '--artifact', `${registry}/bench/chart:${version}`, '--from', chart]);
  const path = join(directory, name, 'manifest.yaml');
  const manifest = parseExtensionPackage(readFileSync(path, 'utf8'), path);
  manifest.spec.relatedImages = [{ image: `${registry}/bench/images@${rootOf(images)}` }];
  writeFileSync(path, printExtensionPackage(manifest));
}

/** The digest of the index over all images. */
function rootOf(images: TenImages): string {
  const index = join(images.directory, layoutFiles.index);
  const [all] = parseLayoutIndex(readFileSync(index), index);
  if (all === undefined) throw new Error(`${index} names nothing`);
  return all.digest;
}

async function pack(bench: Bench, name: string, flags: readonly string[]): Promise<string> {
  rmSync(join(bench.directory, `${name}.tgz`), { force: true });
  return packAgain(bench, name, flags);
}

async function packAgain(bench: Bench, name: string, flags: readonly string[]): Promise<string> {
  const output = join(bench.directory, `${name}.tgz`);
  await violet(bench, ['package', name, '--output-file', output, ...flags]);
  return output;
}

function copyAndDigest(file: string, copy: string): void {
  rmSync(copy, { force: true });
  execFileSync('cp', [file, copy]);
  execFileSync('openssl', ['dgst', '-sha256', copy]);
}

async function residentOf(bench: Bench, flags: readonly string[]): Promise<number> {
  const output = join(bench.directory, 'resident.tgz');
  return peakIn(await violet(bench, ['package', 'layout', '--output-file', output, ...flags], reportingPeak));
}

/** What it says on stderr. */
async function violet(
  { launcher, directory: cwd }: Bench,
  words: readonly string[],
  environment: Record<string, string> = {},
): Promise<string> {
  const state = { VIOLET_STATE_DIR: join(cwd, 'state') };
  const { code, stderr } = await run(process.execPath, [launcher, ...words], {
    cwd,
    environment: { ...state, ...environment },
  });
  if (code !== 0) throw new Error(stderr);
  return stderr;
}

async function timed(deed: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await deed();
  return performance.now() - started;
}
