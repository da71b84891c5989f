import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts } from '../../../e2e/harness/free-ports.ts';
import { Processes } from '../processes.ts';

export interface RunningDistribution {
  /** `host:port`. */
  address: string;
  pid: number;
  stop(): Promise<void>;
}

/** Distribution 2.8, as Debian has it. */
const oldDistribution = '/usr/bin/docker-registry';

/** The reference registry, distribution 3, on a directory of its own; everything may be deleted. */
export function startDistribution(bin: string, settings: DistributionSettings = {}): Promise<RunningDistribution> {
  return startProgram(join(bin, 'distribution'), settings);
}

export function startOldDistribution(settings: DistributionSettings = {}): Promise<RunningDistribution> {
  return startProgram(oldDistribution, settings);
}

/** In the words of its configuration. */
export interface DistributionSettings {
  tls?: { certificate: string; key: string };
  /** A file with passwords in bcrypt. */
  htpasswd?: string;
  /** Who gives tokens, and the certificates that sign them. */
  token?: { realm: string; service: string; issuer: string; rootcertbundle: string };
}

async function startProgram(
  program: string,
  { tls, htpasswd, token }: DistributionSettings,
): Promise<RunningDistribution> {
  const directory = mkdtempSync(join(tmpdir(), 'violet-distribution-'));
  const [port] = await freePorts(1);
  const address = `127.0.0.1:${port}`;
  const file = join(directory, 'settings.json');
  writeFileSync(
    file,
    JSON.stringify({
      version: '0.1',
      log: { level: 'error', accesslog: { disabled: true } },
      storage: { filesystem: { rootdirectory: join(directory, 'data') }, delete: { enabled: true } },
      http: { addr: address, secret: 'of these tests', ...(tls === undefined ? {} : { tls }) },
      ...(htpasswd === undefined ? {} : { auth: { htpasswd: { realm: 'tests', path: htpasswd } } }),
      ...(token === undefined ? {} : { auth: { token } }),
    }),
  );
  const processes = new Processes(directory);
  // Without this it looks for somebody to send its traces to.
  const quiet = { OTEL_TRACES_EXPORTER: 'none' };
  const pid = processes.start('distribution', program, ['serve', file], quiet);
  await processes.until('distribution', () => isListening(Number(port)));
  return {
    address,
    pid,
    stop: async () => {
      await processes.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

async function isListening(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } finally {
    socket.destroy();
  }
}
