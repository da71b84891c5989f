// `npm run bench`: what is promised about speed, measured on this machine beside a peer. Nothing here is a test.
import { startPlatform } from '../e2e/harness/platform.ts';
import { samplePackage } from '../e2e/harness/samples.ts';
import { push } from '../e2e/harness/violet.ts';
import { timeHelm, timeInstalls } from './install.ts';
import { median, summary } from './median.ts';
import { residentMiB } from './process-memory.ts';

const times = 10;
const print = (line: string) => process.stdout.write(`${line}\n`);
const timed = async (deed: () => Promise<unknown>) => {
  const started = performance.now();
  await deed();
  return performance.now() - started;
};

const platform = await startPlatform();
try {
  await push(platform, await samplePackage('web-cli', 'v4.0.4'));

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
  const memory = platform.pid === undefined ? undefined : residentMiB(platform.pid);
  if (memory !== undefined) print(`resident, two clusters          ${memory.toFixed(0)} MiB   (aim: under 250)`);
} finally {
  await platform.remove();
}
