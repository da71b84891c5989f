import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../e2e/harness/paths.ts';
import { startDistribution } from '../tools/peers/registry-answers/distribution.ts';
import type { PushTarget } from './push-clients.ts';
import { startOurs } from './registry-servers.ts';

export const targets = ['distribution 3', 'distribution 3, TLS and passwords', 'ours'] as const;
export type TargetName = (typeof targets)[number];

export interface RunningTarget extends PushTarget {
  stop(): Promise<void>;
}

const certificate = join(root, 'packages/registry/src/testdata/tls.crt');
const key = join(root, 'packages/registry/src/testdata/tls.key');
/** The password `bench` at the lowest cost of bcrypt: what is measured is the push. */
const htpasswd = 'bench:$2a$04$UjL.j8ZYMrpHOPYI8h05peOELeyB4vBMFA4b8ehRZly3EgtlnXAM.\n';

/** An empty registry. */
export async function startTarget(name: TargetName, bin: string): Promise<RunningTarget> {
  if (name === 'ours') return startOurs();
  if (name === 'distribution 3') return startDistribution(bin);
  const directory = mkdtempSync(join(tmpdir(), 'violet-bench-htpasswd-'));
  const file = join(directory, 'htpasswd');
  writeFileSync(file, htpasswd);
  const { address, stop } = await startDistribution(bin, { tls: { certificate, key }, htpasswd: file });
  return {
    address,
    secured: { ca: certificate, username: 'bench', password: 'bench' },
    stop: async () => {
      await stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
