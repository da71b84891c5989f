/** Builders for tests that need a whole platform in the process. */
import { mkdtempSync, rmSync } from 'node:fs';
import https from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLog } from '@violet/controller';
import { usualRegistryRules } from './embedded/registry-rules.ts';
import { type RunningPlatform, startPlatform } from './platform.ts';

export interface PlatformUnderTest extends RunningPlatform {
  password: string;
  /** One request of the gateway, its certificate verified. */
  ask(path: string, options?: { method?: string; headers?: Record<string, string>; body?: unknown }): Promise<Answer>;
  stop(): Promise<void>;
}

export interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  // Tests look into answers of many shapes.
  // biome-ignore lint/suspicious/noExplicitAny: see above
  body: any;
}

/** A platform with embedded clusters on free ports in a temporary directory. */
export async function aPlatform(clusters: string[] = ['global']): Promise<PlatformUnderTest> {
  const dataDir = mkdtempSync(join(tmpdir(), 'violet-platform-'));
  const options = {
    dataDir,
    host: '127.0.0.1',
    port: 0,
    registryPort: 0,
    registryRules: usualRegistryRules,
    clusters,
    kubeconfigs: new Map(),
    catalogAddresses: [],
    logLevel: 'silent' as const,
  };
  const password = 'correct horse battery staple';
  const platform = await startPlatform(options, { adminPassword: password, log: silentLog }).catch((error) => {
    rmSync(dataDir, { recursive: true, force: true });
    throw error;
  });
  const ca = platform.directory.read('ca.crt') ?? '';
  return {
    ...platform,
    password,
    ask: (path, request = {}) => ask(new URL(path, platform.address), ca, request),
    async stop() {
      await platform.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

function ask(
  url: URL,
  ca: string,
  { method = 'GET', headers = {}, body }: { method?: string; headers?: Record<string, string>; body?: unknown },
): Promise<Answer> {
  const text = body === undefined ? undefined : JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const request = https.request(
      url,
      {
        ca,
        method,
        agent: false,
        headers: { ...headers, ...(text === undefined ? {} : { 'content-type': 'application/json' }) },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk) => chunks.push(chunk));
        response.on('end', () => {
          const answer = Buffer.concat(chunks).toString();
          const isJson = response.headers['content-type']?.includes('json') ?? false;
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: isJson ? JSON.parse(answer) : answer,
          });
        });
      },
    );
    request.on('error', reject);
    request.end(text);
  });
}
