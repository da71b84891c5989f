import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { digestOf } from '@violet/oci';
import { run } from '../e2e/harness/run.ts';
import { median, summary } from './median.ts';
import { cpuSeconds } from './process-cost.ts';
import { type LoopDelays, type MeasuredRegistry, startOurs, startTheirs } from './registry-servers.ts';
import { type TenImages, writeTenImages } from './ten-images.ts';

const clients = ['crane', 'oras', 'regctl'] as const;
const registries = ['distribution 3', 'ours'] as const;
const repository = 'bench/images';
const rounds = 5;
const manifestRequests = 4000;

type Client = (typeof clients)[number];
type RegistryName = (typeof registries)[number];

/** What one deed took: milliseconds, and the registry's processor time in them. */
interface Cost {
  elapsed: number;
  cpu: number;
}

type Deed = Client | 'pull' | 'manifests';

/** The same pushes and pulls with both registries, in turns. */
export async function benchRegistry(bin: string | undefined, print: (line: string) => void): Promise<void> {
  if (bin === undefined) return print('registry                        not measured: VIOLET_PEERS_BIN names no folder');
  const directory = mkdtempSync(join(tmpdir(), 'violet-bench-images-'));
  const costs = new Map<string, Cost[]>();
  const delays: LoopDelays[] = [];
  const note = (deed: Deed, name: RegistryName, cost: Cost) => {
    const key = `${deed} ${name}`;
    costs.set(key, [...(costs.get(key) ?? []), cost]);
  };
  try {
    const images = writeTenImages(directory);
    for (let round = 0; round < rounds; round++) {
      for (const client of clients) {
        for (const name of registries) {
          const registry = await (name === 'ours' ? startOurs() : startTheirs(bin));
          try {
            await warm(registry);
            note(client, name, await measured(registry, () => push(bin, client, images, registry.address)));
            if (registry.delays !== undefined) delays.push(await registry.delays());
            if (client !== 'crane') continue;
            note('pull', name, await measured(registry, () => pullAll(images, registry.address)));
            note('manifests', name, await measured(registry, () => readManifests(registry.address)));
          } finally {
            await registry.stop();
          }
        }
      }
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
  for (const deed of [...clients, 'pull', 'manifests'] as const) printCosts(deed, costs, print);
  print(
    `our event loop late, a push     ${summary(
      delays.map(({ p99 }) => p99),
      'ms at the 99th percentile',
    )}   (aim: under 20)`,
  );
  print(
    `  at most                       ${summary(
      delays.map(({ max }) => max),
      'ms',
    )}`,
  );
}

const titles: Readonly<Record<Deed, string>> = {
  crane: 'push of 640 MiB with crane',
  oras: 'push of 640 MiB with oras',
  regctl: 'push of 640 MiB with regctl',
  pull: 'pull of 640 MiB',
  manifests: `${manifestRequests} manifests by tag`,
};

function printCosts(deed: Deed, costs: ReadonlyMap<string, readonly Cost[]>, print: (line: string) => void): void {
  print(titles[deed]);
  const medians = registries.map((name) => {
    const own = costs.get(`${deed} ${name}`) ?? [];
    const elapsed = own.map((cost) => cost.elapsed);
    const cpu = median(own.map((cost) => cost.cpu));
    print(`  ${name.padEnd(30)}${summary(elapsed, 'ms')}, ${cpu.toFixed(2)} s of processor time`);
    return { elapsed: median(elapsed), cpu };
  });
  const [theirs, ours] = medians;
  if (theirs === undefined || ours === undefined) return;
  print(
    `  ours / distribution           ${(ours.elapsed / theirs.elapsed).toFixed(2)} of the time   (aim: at most 1), ${(ours.cpu / theirs.cpu).toFixed(2)} of the processor time`,
  );
}

/** Neither of them has just been started when somebody pushes to it. */
async function warm({ address, delays }: MeasuredRegistry): Promise<void> {
  for (let number = 0; number < 40; number++) {
    const body = randomBytes(1024 * 1024);
    const opened = await fetch(`http://${address}/v2/bench/warm/blobs/uploads/`, { method: 'POST' });
    const location = new URL(opened.headers.get('location') ?? '', `http://${address}`);
    location.searchParams.set('digest', digestOf(body));
    const { status } = await fetch(location, { method: 'PUT', body });
    if (status !== 201) throw new Error(`${address}: ${status}`);
  }
  await delays?.();
}

async function measured(registry: MeasuredRegistry, deed: () => Promise<void>): Promise<Cost> {
  const before = cpuSeconds(registry.pid) ?? Number.NaN;
  const started = performance.now();
  await deed();
  const elapsed = performance.now() - started;
  return { elapsed, cpu: (cpuSeconds(registry.pid) ?? Number.NaN) - before };
}

async function push(bin: string, client: Client, { directory, tag }: TenImages, address: string): Promise<void> {
  const target = `${address}/${repository}:${tag}`;
  const words = {
    crane: ['push', '--insecure', '--index', directory, target],
    oras: ['cp', '--to-plain-http', '--from-oci-layout', `${directory}:${tag}`, target],
    regctl: ['--host', `reg=${address},tls=disabled`, 'image', 'copy', `ocidir://${directory}:${tag}`, target],
  };
  const { code, stderr } = await run(join(bin, client), words[client]);
  if (code !== 0) throw new Error(`${client}: ${stderr}`);
}

/** All layers, four at a time. */
async function pullAll({ layers }: TenImages, address: string): Promise<void> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 4 });
  await Promise.all(layers.map((digest) => read(agent, address, `blobs/${digest}`)));
  agent.destroy();
}

async function readManifests(address: string): Promise<void> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 16 });
  const all = Array.from({ length: manifestRequests }, () => read(agent, address, 'manifests/v1'));
  await Promise.all(all);
  agent.destroy();
}

function read(agent: http.Agent, address: string, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = { accept: '*/*' };
    http
      .get(`http://${address}/v2/${repository}/${path}`, { agent, headers }, (response) => {
        if (response.statusCode !== 200) reject(new Error(`${path}: ${response.statusCode}`));
        response.on('error', reject).on('end', resolve).resume();
      })
      .on('error', reject);
  });
}
