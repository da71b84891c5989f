// `npm run test:peers [-- SUITE …]`: the comparisons with real programs, and the stories again with a real cluster in the
// fleet.
import { join } from 'node:path';
import { buildPeers } from './build.ts';
import { cacheDirectory } from './cache-directory.ts';
import { inOwnNetwork, lackingForOwnNetwork } from './own-network.ts';
import { type CommandLine, sideBySide } from './side-by-side.ts';

const root = join(import.meta.dirname, '..', '..');

/** Stories whose operators go to `business`, which is then a real cluster of their own. */
const operatorStories = [
  'operator-automatic.test.ts',
  'operator-broken-catalog.test.ts',
  'operator-channel.test.ts',
  'operator-gitops.test.ts',
  'operator-hub.test.ts',
  'operator-install-modes.test.ts',
  'operator-manual.test.ts',
  'operator-requirements.test.ts',
  'operator-shared-namespace.test.ts',
  'operator-target-namespaces.test.ts',
  'operator-uninstall.test.ts',
  'operator-upgrade.test.ts',
];
/** Those of what only our engine does: upstream's goes on when the platform ends. */
const storiesOfOurEngine = ['operator-restart.test.ts'];
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

interface Suite {
  lines: readonly CommandLine[];
  /** How many of them run at once; without it one. */
  atOnce?: number;
  /** Upstream's OLM listens on fixed ports; its suite asks Services and Pods by their addresses. */
  needsOwnNetwork?: boolean;
  /** Rather than compute: a run of everything has all of these side by side, at its end. */
  mostlyWaits?: boolean;
  /** Why a run of everything has no time for it; is said each time. */
  onlyByName?: string;
}

const vitestRun = [join(root, 'node_modules/.bin/vitest'), 'run'];
const withPeerStories = [...vitestRun, '--project', 'stories', '--project', 'peer-stories'];

function vitest(title: string, ...words: string[]): CommandLine {
  return { title, words: [...vitestRun, ...words] };
}

/** Each with a cluster of its own: the kinds of `global` must be unknown on `business`. */
function onCluster(role: string, engine: 'upstream' | 'violet', words: readonly string[]): readonly string[] {
  const program = [process.execPath, join(import.meta.dirname, 'olm/stories-process.ts'), bin, role, engine, ...words];
  return engine === 'upstream' ? inOwnNetwork(program) : program;
}

function storiesOn(role: string, stories: readonly string[]): CommandLine {
  const files = stories.map((story) => `e2e/${story}`);
  return {
    title: `stories with a real cluster as ${role}`,
    words: onCluster(role, 'violet', [...withPeerStories, ...files]),
  };
}

const engineNames = { upstream: "upstream's OLM", violet: 'our engine' } as const;

function operatorStory(story: string, engine: keyof typeof engineNames): CommandLine {
  return {
    title: `${story} with ${engineNames[engine]} on a real cluster`,
    words: onCluster('business', engine, [...vitestRun, '--project', 'stories', `e2e/${story}`]),
  };
}

function besideUpstream(title: string, ...words: string[]): CommandLine {
  return { title, words: inOwnNetwork([...vitestRun, '--project', 'olm', ...words]) };
}

const changingEngines = besideUpstream(
  "from upstream's OLM to our engine and back on a real cluster",
  'tools/peers/olm/takeover',
);
const outOfReach = besideUpstream(
  "a catalogue that upstream's OLM cannot reach for a while on a real cluster",
  'tools/peers/olm/outage',
);

function upstreamsSuite(cluster: 'real' | 'sandbox'): Suite {
  const words = [process.execPath, join(import.meta.dirname, 'olm/suite/run.ts'), 'violet', '--on', cluster];
  const place = cluster === 'real' ? 'real clusters' : 'the sandbox';
  return {
    lines: [{ title: `upstream's own suite on our engine, on ${place}`, words }],
    needsOwnNetwork: true,
    mostlyWaits: true,
  };
}

const differential = 'tools/peers/olm/differential';

const suites: Readonly<Record<string, Suite>> = {
  comparisons: { lines: [vitest('comparisons with real programs', '--project', 'peers')] },
  stories: { lines: [{ title: 'all stories with the real kubectl', words: withPeerStories }] },
  business: {
    lines: [
      storiesOn('business', onRealWorkloadCluster),
      ...[...operatorStories, ...storiesOfOurEngine].map((story) => operatorStory(story, 'violet')),
    ],
    atOnce: 3,
  },
  global: { lines: [storiesOn('global', onRealGlobalCluster)] },
  // The platform has to see that upstream's OLM runs, and to leave the operators to it.
  'business-olm': {
    lines: operatorStories.map((story) => operatorStory(story, 'upstream')),
    atOnce: 3,
    needsOwnNetwork: true,
  },
  marketplace: {
    lines: [besideUpstream("the marketplace with upstream's OLM and with ours", 'tools/peers/olm/marketplace')],
    needsOwnNetwork: true,
  },
  'outage-and-takeover': { lines: [outOfReach, changingEngines], needsOwnNetwork: true, mostlyWaits: true },
  'olm-suite': upstreamsSuite('real'),
  'olm-suite-on-sandbox': upstreamsSuite('sandbox'),
  olm: {
    lines: [
      besideUpstream("public operators on upstream's OLM and on ours", `${differential}/public-operators.olm.test.ts`),
      besideUpstream("the same objects on upstream's OLM and on ours", `${differential}/scenarios.olm.test.ts`),
    ],
    atOnce: 2,
    needsOwnNetwork: true,
    onlyByName: 'all 28 public operators (VIOLET_PUBLIC_OPERATORS=all) take 20 minutes, the scenarios seven',
  },
};

type NamedSuite = readonly [name: string, suite: Suite];

async function runSuite([name, suite]: NamedSuite, isAlone: boolean): Promise<boolean> {
  const { lines, atOnce = 1, needsOwnNetwork = false } = suite;
  const lacking = needsOwnNetwork ? lackingForOwnNetwork() : undefined;
  if (lacking !== undefined) {
    say(`The suite ${name} needs a network of its own; this machine lacks for it: ${lacking}.`);
    return false;
  }
  say(`== ${name} begins`);
  const started = performance.now();
  const passed = await sideBySide(lines, { cwd: root, environment, atOnce, live: isAlone && atOnce === 1, say });
  say(`== ${name}: ${passed ? 'passed' : 'failed'} after ${((performance.now() - started) / 60_000).toFixed(1)} min`);
  return passed;
}

async function runInTurn(some: readonly NamedSuite[]): Promise<boolean> {
  let passed = true;
  for (const suite of some) passed = (await runSuite(suite, true)) && passed;
  return passed;
}

async function runEverything(): Promise<boolean> {
  const due = all.filter(([, { onlyByName }]) => onlyByName === undefined);
  const passed = await runInTurn(due.filter(([, { mostlyWaits = false }]) => !mostlyWaits));
  const waiting = due.filter(([, { mostlyWaits = false }]) => mostlyWaits);
  const alsoPassed = await Promise.all(waiting.map((suite) => runSuite(suite, false)));
  for (const [name, { onlyByName }] of all) if (onlyByName !== undefined) say(`Not run: ${name}, since ${onlyByName}.`);
  return passed && alsoPassed.every(Boolean);
}

const all = Object.entries(suites);
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !Object.hasOwn(suites, name));
if (unknown.length > 0) {
  say(`There is no suite ${unknown.join(', ')}: choose from ${Object.keys(suites).join(', ')}.`);
  process.exit(2);
}
const passed = await (wanted.length === 0 ? runEverything() : runInTurn(all.filter(([name]) => wanted.includes(name))));
process.exit(passed ? 0 : 1);
