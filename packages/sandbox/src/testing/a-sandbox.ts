import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAuthority, issueServerCertificate } from '@violet/controller';
import type { SimulationOptions } from '../controllers/simulation.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../sandbox.ts';

export interface SandboxUnderTestOptions extends Partial<Omit<SandboxOptions, 'tls' | 'simulation'>> {
  /** Starts the built-in controllers and these nodes. */
  simulation?: Omit<SimulationOptions, 'ca'>;
}

/** A running cluster, its administrator's token and the authority that signed its certificate. */
export interface SandboxUnderTest extends Sandbox {
  /** Member of system:masters. */
  token: string;
  /** PEM. */
  ca: string;
  dataFile: string;
  /** A kubeconfig with one context, `sandbox`, for kubectl and other clients. */
  kubeconfig: string;
  /** Also removes the data, unless the data file was given. */
  close(): Promise<void>;
}

let identity: Promise<{ ca: string; key: string; cert: string }> | undefined;

/** Starts a cluster on a temporary data file and a free port. */
export async function aSandbox(options: SandboxUnderTestOptions = {}): Promise<SandboxUnderTest> {
  identity ??= makeIdentity();
  const { ca, key, cert } = await identity;
  const directory = options.dataFile === undefined ? await mkdtemp(join(tmpdir(), 'sandbox-')) : undefined;
  const dataFile = options.dataFile ?? join(directory ?? '', 'cluster.db');
  const token = randomBytes(16).toString('hex');
  const admin = { username: 'admin', groups: ['system:masters'] };
  const tokens = new Map([...(options.tokens ?? []), [token, admin] as const]);
  const { simulation, ...others } = options;
  const sandbox = await startSandbox({
    ...others,
    ...(simulation === undefined ? {} : { simulation: { ...simulation, ca } }),
    name: options.name ?? 'sandbox',
    dataFile,
    tls: { key, cert },
    tokens,
  }).catch(async (error: unknown) => {
    if (directory !== undefined) await rm(directory, { recursive: true, force: true });
    throw error;
  });
  return {
    ...sandbox,
    token,
    ca,
    dataFile,
    kubeconfig: kubeconfigOf(sandbox.address, ca, token),
    async close() {
      await sandbox.close();
      if (directory !== undefined) await rm(directory, { recursive: true, force: true });
    },
  };
}

async function makeIdentity(): Promise<{ ca: string; key: string; cert: string }> {
  const authority = await createAuthority({ commonName: 'sandbox test authority' });
  const server = await issueServerCertificate(authority, {
    commonName: '127.0.0.1',
    hosts: ['127.0.0.1', 'localhost'],
  });
  return { ca: authority.certificate, key: server.key, cert: server.certificate };
}

function kubeconfigOf(server: string, ca: string, token: string): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'sandbox',
    clusters: [
      { name: 'sandbox', cluster: { server, 'certificate-authority-data': Buffer.from(ca).toString('base64') } },
    ],
    users: [{ name: 'admin', user: { token } }],
    contexts: [{ name: 'sandbox', context: { cluster: 'sandbox', user: 'admin' } }],
  });
}
