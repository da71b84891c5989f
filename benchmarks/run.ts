// `npm run bench [-- PART …]`: what is promised about speed, measured on this machine beside a peer. Nothing here is a test.
import { peer } from '../e2e/harness/paths.ts';
import { startPlatform } from '../e2e/harness/platform.ts';
import { samplePackage } from '../e2e/harness/samples.ts';
import { push } from '../e2e/harness/violet.ts';
import { timeViolet } from './command-line.ts';
import { timeHelm, timeInstalls } from './install.ts';
import { median, summary } from './median.ts';
import { benchOperators } from './operators.ts';
import { printOffered } from './operators-offered.ts';
import { benchPackages } from './packages.ts';
import { residentMiB } from './process-memory.ts';
import { benchPush } from './push.ts';
import { benchRegistry } from './registry.ts';
import { type RenderTimes, timeRendering } from './render.ts';
import { timeRequests } from './requests.ts';
import { type ResolveTimes, timeNamespaces, timeResolving } from './resolve.ts';

const times = 10;
const objects = 10_000;
const print = (line: string) => process.stdout.write(`${line}\n`);
const timed = async (deed: () => Promise<unknown>) => {
  const started = performance.now();
  await deed();
  return performance.now() - started;
};

/** What can be asked for by name. */
const parts: Readonly<Record<string, () => Promise<void>>> = {
  'command-line': benchCommandLine,
  packages: () => benchPackages(peer(''), print),
  charts: benchCharts,
  resolver: benchResolver,
  platform: benchPlatform,
  operators: () => benchOperators(print),
  push: () => benchPush(peer(''), print),
  registry: () => benchRegistry(peer(''), print),
};

const asked = process.argv.slice(2);
// Its own network is that of a process: `operators` starts it.
if (asked[0] === 'operators-offered') await printOffered(peer('') ?? '', print);
else for (const [name, bench] of Object.entries(parts)) if (asked.length === 0 || asked.includes(name)) await bench();

async function benchCommandLine(): Promise<void> {
  const packed = await samplePackage('web-cli', 'v4.0.4');
  print(`violet version                  ${summary(await timeViolet(['version'], times), 'ms')}   (aim: under 120)`);
  print(
    `violet show                     ${summary(await timeViolet(['show', packed], times), 'ms')}   (aim: under 250)`,
  );
}

async function benchCharts(): Promise<void> {
  for (const costs of await timeRendering(times)) printRendering(costs);
}

async function benchResolver(): Promise<void> {
  const resolving = await timeResolving(times);
  if (resolving === undefined)
    print('resolving                       not measured: the community catalogue is not there');
  for (const costs of resolving ?? []) printResolving(costs);
  const namespaces = await timeNamespaces(200);
  if (namespaces !== undefined) print(`200 namespaces, an upgrade each ${namespaces.toFixed(1)} ms`);
}

async function benchPlatform(): Promise<void> {
  const packed = await samplePackage('web-cli', 'v4.0.4');
  const platform = await startPlatform();
  try {
    await push(platform, packed);

    const installs = await timeInstalls(platform, times);
    print(`ModuleInfo created → Running    ${summary(installs, 'ms')}   (aim: under 1000)`);
    const helm = await timeHelm(platform, times);
    if (helm === undefined)
      print('helm install --wait             not measured: VIOLET_PEERS_BIN names no folder with helm');
    else {
      print(`helm install --wait, same chart ${summary(helm, 'ms')}`);
      print(`ratio of the medians            ${(median(installs) / median(helm)).toFixed(2)}`);
    }

    const starts: number[] = [];
    for (let time = 0; time < 5; time++) {
      await platform.stop();
      starts.push(await timed(() => platform.start()));
    }
    print(`later start → ready             ${summary(starts, 'ms')}   (aim: under 2000)`);
    const resident = () => (platform.pid === undefined ? undefined : residentMiB(platform.pid));
    const memory = resident();
    if (memory !== undefined) print(`resident, two clusters          ${memory.toFixed(0)} MiB   (aim: under 250)`);

    const rates = await timeRequests(platform.kubeconfig, 'business', objects);
    for (const [verb, rate] of Object.entries(rates)) print(`${verb.padEnd(32)}${rate.toFixed(0)} in a second`);
    const grown = resident();
    if (grown !== undefined) print(`resident, ${objects} objects later ${grown.toFixed(0)} MiB`);
  } finally {
    await platform.remove();
  }
}

function printRendering(costs: RenderTimes): void {
  print(`A ${costs.chart} chart`);
  print(`  read, rendered, printed       ${summary(costs.whole, 'ms')}`);
  print(`  rendered again                ${summary(costs.again, 'ms')}`);
  print(`  memory at most                ${costs.memory.toFixed(0)} MiB   (aim: under 150)`);
  print(`  a process each time           ${summary(costs.process, 'ms')}`);
  const ratio = (peer: readonly number[], ours: readonly number[]) => (median(peer) / median(ours)).toFixed(1);
  if (costs.helm === undefined || costs.helmEngine === undefined) {
    print('  helm                          not measured: VIOLET_PEERS_BIN names no folder with helm and helm-engine');
    return;
  }
  print(`  helm template                 ${summary(costs.helm, 'ms')}`);
  print(`  Helm's engine in one process  ${summary(costs.helmEngine, 'ms')}`);
  print(`  helm template / ours          ${ratio(costs.helm, costs.whole)}   (aim: 5)`);
  print(`  helm template / ours again    ${ratio(costs.helm, costs.again)}   (aim: 20)`);
  print(`  Helm's engine / ours again    ${ratio(costs.helmEngine, costs.again)}   (aim: 1)`);
}

function printResolving(costs: ResolveTimes): void {
  print(`Subscriptions resolved against the community catalogue: ${costs.asked}`);
  print(`  warm                          ${summary(costs.warm, 'ms')}`);
  print(`  cold                          ${summary(costs.cold, 'ms')}`);
  if (costs.upstream === undefined) {
    print('  upstream                      not measured: VIOLET_PEERS_BIN names no folder with olm-resolver');
    return;
  }
  const ratio = (peer: readonly number[], ours: readonly number[]) => (median(peer) / median(ours)).toFixed(0);
  print(`  upstream, warm                ${summary(costs.upstream.warm, 'ms')}`);
  print(`  upstream, cold                ${summary(costs.upstream.cold, 'ms')}`);
  print(`  upstream / ours, warm         ${ratio(costs.upstream.warm, costs.warm)}   (aim: 100)`);
  print(`  upstream / ours, cold         ${ratio(costs.upstream.cold, costs.cold)}   (aim: 5)`);
}
