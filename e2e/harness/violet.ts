import { join } from 'node:path';
import { root } from './paths.ts';
import type { StoryPlatform } from './platform.ts';
import { type Ran, type RunOptions, run } from './run.ts';

const launcher = join(root, 'apps/violet/bin/violet.mjs');

/** Runs `violet <words>` as a user would, trusting the platform's authority. */
export function violet(platform: StoryPlatform, words: readonly string[], options: RunOptions = {}): Promise<Ran> {
  return run(process.execPath, [launcher, ...words], {
    ...options,
    environment: { VIOLET_PLATFORM_CA: platform.ca, VIOLET_REGISTRY_CA: platform.ca, ...options.environment },
  });
}

/** `violet push` with the administrator's login, as the manual writes it. */
export async function push(platform: StoryPlatform, file: string, ...more: string[]): Promise<Ran> {
  const ran = await violet(platform, [
    'push',
    file,
    ...['--platform-address', platform.address],
    ...['--platform-username', 'admin'],
    ...['--platform-password', platform.adminPassword],
    ...more,
  ]);
  if (ran.code !== 0) throw new Error(`violet push ${file}: exit ${ran.code}\n${ran.stderr}${ran.stdout}`);
  return ran;
}
