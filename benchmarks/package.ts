import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseExtensionPackage, printExtensionPackage } from '@violet/archive';
import { chartArchive, exampleRegistry } from '@violet/archive/testing';
import { printYaml } from '@violet/machinery';
import { layoutFiles, parseLayoutIndex } from '@violet/oci';
import { root } from '../e2e/harness/paths.ts';
import { run } from '../e2e/harness/run.ts';
import { type MeasuredRegistry, startOurs, startTheirs } from './registry-servers.ts';
import { type TenImages, writeTenImages } from './ten-images.ts';

export interface PackageTimes {
  mebibytes: number;
  /** Milliseconds of one process each, by where the images come from: `layout`, `ours`, `distribution`. */
  packed: Map<string, number[]>;
  /** `cp` of the package, and `openssl dgst -sha256` of the copy. */
  copied: number[];
  /** Of a process that packs, at its highest. */
  residentMiB: number;
}

const launcher = join(root, 'apps/violet/bin/violet.mjs');
const version = 'v1.0.0';

/** `violet package` of ten images in a layout and in registries, and `cp` with `openssl dgst` of the same file, in turns. */
export async function timePackage(bin: string | undefined, times: number): Promise<PackageTimes> {
  const directory = mkdtempSync(join(tmpdir(), 'violet-bench-package-'));
  const registries = new Map<string, MeasuredRegistry>();
  try {
    const images = writeTenImages(join(directory, 'layout'));
    await prepare(directory, 'layout', { registry: exampleRegistry, images });
    const layout = ['--from', images.directory];
    const whole = await pack(directory, 'layout', layout);
    registries.set('ours', await startOurs());
    if (bin !== undefined) registries.set('distribution', await startTheirs(bin));
    for (const [name, { address }] of registries) {
      await violet(directory, ['push', whole, '--dest-repo', address, '--plain', '--no-auth', '--skip-crs']);
      await prepare(directory, name, { registry: address, images });
    }
    const packed = new Map<string, number[]>([...['layout', ...registries.keys()]].map((name) => [name, []]));
    const copied: number[] = [];
    for (let time = 0; time < times; time++) {
      for (const [name, elapsed] of packed) {
        const flags = name === 'layout' ? layout : ['--plain', '--no-auth'];
        elapsed.push(await timed(() => pack(directory, name, flags)));
      }
      copied.push(await timed(async () => copyAndDigest(whole, join(directory, 'copy'))));
    }
    return { mebibytes: images.bytes / 2 ** 20, packed, copied, residentMiB: await residentOf(directory, layout) };
  } finally {
    for (const registry of registries.values()) await registry.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

/** The directory of a package: a chart, and the ten images. */
async function prepare(
  directory: string,
  name: string,
  { registry, images }: { registry: string; images: TenImages },
): Promise<void> {
  const chart = join(directory, 'chart.tgz');
  const metadata = { apiVersion: 'v2', name: 'bench', version };
  writeFileSync(chart, await chartArchive('bench', { 'Chart.yaml': printYaml(metadata) }));
  await violet(directory, ['create', name, '--artifact', `${registry}/bench/chart:${version}`, '--from', chart]);
  const path = join(directory, name, 'manifest.yaml');
  const manifest = parseExtensionPackage(readFileSync(path, 'utf8'), path);
  const index = join(images.directory, layoutFiles.index);
  const [all] = parseLayoutIndex(readFileSync(index), index);
  manifest.spec.relatedImages = [{ image: `${registry}/bench/images@${all?.digest}` }];
  writeFileSync(path, printExtensionPackage(manifest));
}

async function pack(directory: string, name: string, flags: readonly string[]): Promise<string> {
  const output = join(directory, `${name}.tgz`);
  rmSync(output, { force: true });
  await violet(directory, ['package', name, '--output-file', output, ...flags]);
  return output;
}

function copyAndDigest(file: string, copy: string): void {
  rmSync(copy, { force: true });
  execFileSync('cp', [file, copy]);
  execFileSync('openssl', ['dgst', '-sha256', copy]);
}

/** Told by the process itself when it ends. */
async function residentOf(directory: string, flags: readonly string[]): Promise<number> {
  const told = join(directory, 'resident');
  const script = join(directory, 'resident.mjs');
  const text = `process.on('exit', () => writeFileSync(${JSON.stringify(told)}, String(process.resourceUsage().maxRSS)));`;
  writeFileSync(script, `import { writeFileSync } from 'node:fs';\n${text}\n`);
  const output = join(directory, 'resident.tgz');
  await violet(directory, ['package', 'layout', '--output-file', output, ...flags], {
    NODE_OPTIONS: `--import=${script}`,
  });
  return Number(readFileSync(told, 'utf8')) / 1024;
}

async function violet(cwd: string, words: readonly string[], environment: Record<string, string> = {}): Promise<void> {
  const state = { VIOLET_STATE_DIR: join(cwd, 'state') };
  const { code, stderr } = await run(process.execPath, [launcher, ...words], {
    cwd,
    environment: { ...state, ...environment },
  });
  if (code !== 0) throw new Error(stderr);
}

async function timed(deed: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await deed();
  return performance.now() - started;
}
