import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts } from './free-ports.ts';
import { kubectlFor } from './kubectl.ts';
import { root } from './paths.ts';
import { removeSamples } from './samples.ts';

/** A platform of its own for one story, as `npm start` would run it. */
export interface StoryPlatform {
  address: string;
  registryAddress: string;
  /** Its data directory. */
  directory: string;
  kubeconfig: string;
  ca: string;
  adminPassword: string;
  /** Of the process that runs now. */
  readonly pid: number | undefined;
  /** As Ctrl-C does. */
  stop(): Promise<void>;
  /** As a power cut does. */
  kill(): Promise<void>;
  /** Again on the same data directory and ports. */
  start(): Promise<void>;
  /** What it wrote to stderr. */
  log(): string;
  /** Stops and removes everything. */
  remove(): Promise<void>;
}

export interface PlatformSettings {
  clusters?: readonly string[];
  /** name → kubeconfig of a cluster that is not embedded. */
  kubeconfigs?: Readonly<Record<string, string>>;
}

const startMs = 60_000;
/** The platform itself gives up after 20 s; a machine may be busy. */
const stopMs = 45_000;
/** This and the flag of V8 are those of `tools/setup/run.mjs`. */
const env = { NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'compile'), ...process.env };

/** Starts a platform on free ports in a temporary directory. */
export async function startPlatform(settings: PlatformSettings = {}): Promise<StoryPlatform> {
  const { clusters = ['global', 'business'], kubeconfigs = realClusters() } = settings;
  const directory = mkdtempSync(join(tmpdir(), 'violet-story-'));
  // Kept over restarts: addresses of images hold them.
  const [port = 0, registryPort = 0] = await freePorts(2);
  const words = [
    '--max-semi-space-size=4',
    join(root, 'apps/platform/src/main.ts'),
    ...['--data-dir', directory, '--port', String(port), '--registry-port', String(registryPort)],
    ...['--clusters', clusters.join(',')],
    ...Object.entries(kubeconfigs).flatMap(([name, file]) => ['--cluster-kubeconfig', `${name}=${file}`]),
  ];
  let child: ChildProcess | undefined;
  let log = '';
  const end = async (signal: NodeJS.Signals) => {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    await endChild(child, signal, () => log);
  };
  const start = async () => {
    child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'pipe'], env });
    child.stderr?.on('data', (chunk) => {
      log += chunk;
    });
    await greeted(child, () => log);
  };
  await start().catch((error: unknown) => {
    rmSync(directory, { recursive: true, force: true });
    throw error;
  });
  return {
    address: `https://127.0.0.1:${port}`,
    registryAddress: `127.0.0.1:${registryPort}`,
    directory,
    kubeconfig: join(directory, 'kubeconfig'),
    ca: join(directory, 'ca.crt'),
    adminPassword: readFileSync(join(directory, 'admin-password'), 'utf8').trimEnd(),
    get pid() {
      return child?.pid;
    },
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
    start,
    log: () => log,
    async remove() {
      try {
        if (Object.keys(kubeconfigs).length > 0) await removePlugins(join(directory, 'kubeconfig'));
      } finally {
        removeSamples();
        await end('SIGTERM').finally(() => rmSync(directory, { recursive: true, force: true }));
      }
    },
  };
}

/** Kills who does not end in time, and throws then: nobody shall take it for a stop. */
async function endChild(child: ChildProcess, signal: NodeJS.Signals, log: () => string): Promise<void> {
  const exited = once(child, 'exit');
  child.kill(signal);
  let killed = false;
  const timer = setTimeout(() => {
    killed = true;
    child.kill('SIGKILL');
  }, stopMs);
  await exited.finally(() => clearTimeout(timer));
  if (killed) throw new Error(`the platform did not end within ${stopMs} ms of ${signal}\n${log()}`);
}

/** A real cluster outlives the stories of plugins, and the next one must find it as this one did. */
async function removePlugins(kubeconfig: string): Promise<void> {
  const kubectl = kubectlFor(kubeconfig);
  for (const kind of ['moduleinfoes', 'moduleplugins', 'moduleconfigs']) await kubectl.try(`delete ${kind} --all`);
  await kubectl.try('-n cpaas-system delete chartrepos --all');
}

/** `VIOLET_STORY_CLUSTERS=business=FILE`: the stories again, with a real cluster in the fleet. */
function realClusters(): Record<string, string> {
  const [name, file] = (process.env['VIOLET_STORY_CLUSTERS'] ?? '').split('=');
  return name === undefined || file === undefined ? {} : { [name]: file };
}

function greeted(child: ChildProcess, log: () => string): Promise<void> {
  return new Promise((resolve, reject) => {
    let output = '';
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`the platform did not start within ${startMs} ms\n${log()}`));
    }, startMs);
    child.once('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`the platform ended with ${code}\n${log()}`));
    });
    child.stdout?.on('data', (chunk) => {
      output += chunk;
      if (!output.includes('The platform is ready.')) return;
      clearTimeout(timer);
      resolve();
    });
  });
}
