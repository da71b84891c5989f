// `npm run test:peers [-- SUITE …]`: the comparisons with real programs, and the stories again with a real cluster in the
// fleet.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildPeers } from './build.ts';
import { cacheDirectory } from './cache-directory.ts';
import { startCluster } from './cluster.ts';
import { inOwnNetwork, lackingForOwnNetwork } from './own-network.ts';
import { type CommandLine, sideBySide } from './side-by-side.ts';

const root = join(import.meta.dirname, '..', '..');

/** Stories whose operators go to `business`, which is then a real cluster of their own. */
const operatorStories = [
  'operator-automatic.test.ts',
  'operator-broken-catalog.test.ts',
  'operator-hub.test.ts',
  'operator-install-modes.test.ts',
  'operator-manual.test.ts',
  'operator-requirements.test.ts',
  'operator-shared-namespace.test.ts',
  'operator-target-namespaces.test.ts',
  'operator-uninstall.test.ts',
  'operator-upgrade.test.ts',
];
/** Stories whose plugins go to `business`. */
const onRealWorkloadCluster = [
  'cluster-plugin-with-config.test.ts',
  'cluster-plugin-upgrade.test.ts',
  'chart-from-helm.peer.test.ts',
];
/** Stories of what lives on the global cluster, with a real cluster as `global`. */
const onRealGlobalCluster = [
  'module-info-name.test.ts',
  'cluster-plugin-non-config.test.ts',
  'chart-repository.test.ts',
];

const say = (line: string) => process.stderr.write(`${line}\n`);
const bin = buildPeers(cacheDirectory(), say);
/** CI judges every change by the same generated programs; by hand each run makes new ones and prints its seed. */
const seeds = process.env['CI'] === undefined ? {} : { VIOLET_SEED: '20261122', VIOLET_TEMPLATE_SEED: '1' };
const environment = {
  VIOLET_PEERS_BIN: bin,
  VIOLET_KUBECTL: join(bin, 'kubectl'),
  VIOLET_REQUIRE_KUBECTL: '1',
  ...seeds,
};

const vitestRun = [join(root, 'node_modules/.bin/vitest'), 'run'];

function vitest(title: string, words: readonly string[], more: Record<string, string> = {}): boolean {
  return run(title, [...vitestRun, ...words], more);
}

function run(title: string, [program = '', ...words]: readonly string[], more: Record<string, string> = {}): boolean {
  say(`\n== ${title}`);
  const { status } = spawnSync(program, words, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...environment, ...more },
  });
  return status === 0;
}

/** Upstream's OLM listens on fixed ports. */
function withRealOlm(): boolean {
  const elsewhere = ['takeover', 'outage'].flatMap((folder) => ['--exclude', `tools/peers/olm/${folder}/**`]);
  const words = inOwnNetwork([...vitestRun, '--project', 'olm', ...elsewhere]);
  return hasOwnNetwork('olm') && run("the same objects on upstream's OLM and on ours", words);
}

/** The platform has to see that it runs, and to leave the operators to it. */
function storiesWithRealOlm(): boolean | Promise<boolean> {
  const stories = operatorStories.map((story) => operatorStory(story, 'upstream'));
  return hasOwnNetwork('business-olm') && besides([changingEngines, outOfReach, ...stories]);
}

function storiesWithOurEngine(): Promise<boolean> {
  return besides(operatorStories.map((story) => operatorStory(story, 'violet')));
}

const engineNames = { upstream: "upstream's OLM", violet: 'our engine' } as const;

function operatorStory(story: string, engine: keyof typeof engineNames): CommandLine {
  const program = [process.execPath, join(import.meta.dirname, 'olm/stories-process.ts'), bin, engine];
  const words = [...program, ...vitestRun, '--project', 'stories', `e2e/${story}`];
  return {
    title: `${story} with ${engineNames[engine]} on a real cluster`,
    words: engine === 'upstream' ? inOwnNetwork(words) : words,
  };
}

const changingEngines: CommandLine = {
  title: "from upstream's OLM to our engine and back on a real cluster",
  words: inOwnNetwork([...vitestRun, '--project', 'olm', 'tools/peers/olm/takeover']),
};

const outOfReach: CommandLine = {
  title: "a catalogue that upstream's OLM cannot reach for a while on a real cluster",
  words: inOwnNetwork([...vitestRun, '--project', 'olm', 'tools/peers/olm/outage']),
};

/** Most of the time they wait for clusters. */
function besides(lines: readonly CommandLine[]): Promise<boolean> {
  return sideBySide(lines, { cwd: root, environment, atOnce: 3, say });
}

function withUpstreamsSuite(cluster: 'real' | 'sandbox'): boolean {
  const words = [process.execPath, join(import.meta.dirname, 'olm/suite/run.ts'), 'violet', '--on', cluster];
  const place = cluster === 'real' ? 'real clusters' : 'the sandbox';
  return hasOwnNetwork('olm-suite') && run(`upstream's own suite on our engine, on ${place}`, words);
}

function hasOwnNetwork(suite: string): boolean {
  const lacking = lackingForOwnNetwork();
  if (lacking !== undefined)
    say(`The suite ${suite} needs a network of its own; this machine lacks for it: ${lacking}.`);
  return lacking === undefined;
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

const suites: Readonly<Record<string, () => boolean | Promise<boolean>>> = {
  comparisons: () => vitest('comparisons with real programs', ['--project', 'peers']),
  stories: () => vitest('all stories with the real kubectl', ['--project', 'stories', '--project', 'peer-stories']),
  business: async () => {
    const plugins = await withCluster('business', onRealWorkloadCluster);
    return (await storiesWithOurEngine()) && plugins;
  },
  global: () => withCluster('global', onRealGlobalCluster),
  'business-olm': storiesWithRealOlm,
  olm: withRealOlm,
  'olm-suite': () => withUpstreamsSuite('real'),
  'olm-suite-on-sandbox': () => withUpstreamsSuite('sandbox'),
};

/** Suites for which a run of everything has no time: run by their names alone, and said each time. */
const byName: Readonly<Record<string, string>> = {
  olm: 'all 28 public operators (VIOLET_PUBLIC_OPERATORS=all) take 20 minutes, the scenarios seven',
  'olm-suite-on-sandbox': 'it has the specs of olm-suite, which runs on real clusters, and takes as long again',
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !Object.hasOwn(suites, name));
if (unknown.length > 0) {
  say(`There is no suite ${unknown.join(', ')}: choose from ${Object.keys(suites).join(', ')}.`);
  process.exit(2);
}
let passed = true;
for (const [name, suite] of Object.entries(suites)) {
  if (wanted.length === 0 ? byName[name] !== undefined : !wanted.includes(name)) continue;
  const started = performance.now();
  const isGood = await suite();
  say(`== ${name}: ${isGood ? 'passed' : 'failed'} after ${((performance.now() - started) / 60_000).toFixed(1)} min`);
  passed = isGood && passed;
}
if (wanted.length === 0) for (const [name, why] of Object.entries(byName)) say(`Not run: ${name}, since ${why}.`);
process.exit(passed ? 0 : 1);
