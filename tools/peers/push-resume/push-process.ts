import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

const launcher = join(import.meta.dirname, '..', '..', '..', 'apps/violet/bin/violet.mjs');

export interface PushProcess {
  kill(): void;
  /** Its exit code, null when it was killed, and what it said on stderr. */
  end: Promise<{ code: number | null; stderr: string }>;
}

/** `violet push` of the images of a package, to a registry without TLS and passwords, as a process of its own. */
export function startPush(packed: string, registry: string, stateDirectory: string): PushProcess {
  const words = ['push', packed, '--skip-crs', '--dest-repo', registry, '--no-auth', '--plain', '--output', 'json'];
  const child = spawn(process.execPath, [launcher, ...words], {
    env: { ...process.env, VIOLET_STATE_DIR: stateDirectory },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const end = Promise.all([once(child, 'exit'), text(child.stderr)]).then(([[code], stderr]) => ({ code, stderr }));
  return { kill: () => void child.kill('SIGKILL'), end };
}
