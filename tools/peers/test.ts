// `npm run test:peers`: the comparisons with real programs, and the stories again with a real cluster in the fleet.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildPeers } from './build.ts';
import { cacheDirectory } from './cache-directory.ts';
import { startCluster } from './cluster.ts';

const root = join(import.meta.dirname, '..', '..');

/** Stories whose plugins go to `business`, which is then a real cluster. */
const onRealWorkloadCluster = [
  'cluster-plugin-with-config.test.ts',
  'cluster-plugin-upgrade.test.ts',
  'chart-from-helm.peer.test.ts',
];
/** Stories of the ModuleInfo's name, with a real cluster as `global`. */
const onRealGlobalCluster = ['module-info-name.test.ts', 'cluster-plugin-non-config.test.ts'];

const say = (line: string) => process.stderr.write(`${line}\n`);
const bin = buildPeers(cacheDirectory(), say);
const environment = { VIOLET_PEERS_BIN: bin, VIOLET_KUBECTL: join(bin, 'kubectl'), VIOLET_REQUIRE_KUBECTL: '1' };

function vitest(title: string, words: readonly string[], more: Record<string, string> = {}): boolean {
  say(`\n== ${title}`);
  const { status } = spawnSync(join(root, 'node_modules/.bin/vitest'), ['run', ...words], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...environment, ...more },
  });
  return status === 0;
}

/** A cluster of its own for each role: the kinds of `global` must be unknown on `business`. */
async function withCluster(role: string, stories: readonly string[]): Promise<boolean> {
  const directory = mkdtempSync(join(tmpdir(), 'violet-peers-'));
  const cluster = await startCluster(bin, directory);
  try {
    const words = ['--project', 'stories', '--project', 'peer-stories', ...stories.map((story) => `e2e/${story}`)];
    return vitest(`stories with a real cluster as ${role}`, words, {
      VIOLET_STORY_CLUSTERS: `${role}=${cluster.kubeconfig}`,
    });
  } finally {
    await cluster.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

const results = [
  vitest('comparisons with real programs', ['--project', 'peers']),
  vitest('all stories with the real kubectl', ['--project', 'stories', '--project', 'peer-stories']),
  await withCluster('business', onRealWorkloadCluster),
  await withCluster('global', onRealGlobalCluster),
];
process.exit(results.every(Boolean) ? 0 : 1);
