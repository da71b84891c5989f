import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildViolet } from '../tools/build/build-violet.ts';
import { median, summary } from './median.ts';
import { printPushAgain } from './push-again.ts';
import { type PushClient, type PushRun, pushClients, pushWith } from './push-clients.ts';
import { writePushImages } from './push-images.ts';
import { printPushMany } from './push-many.ts';
import { printPushResumed } from './push-resumed.ts';
import { startTarget, type TargetName, targets } from './push-targets.ts';
import { tenImages } from './random-images.ts';

const rounds = 5;

/** Whole processes that push the same images to empty registries: violet as it is shipped, in turns with the peers. */
export async function benchPush(bin: string | undefined, print: (line: string) => void): Promise<void> {
  if (bin === undefined) {
    print('push                            not measured: VIOLET_PEERS_BIN names no folder with the peers');
    return;
  }
  const directory = mkdtempSync(join(tmpdir(), 'violet-bench-push-'));
  try {
    const shipped = join(directory, 'violet');
    await buildViolet(shipped);
    const launcher = join(shipped, 'bin/violet.mjs');
    const images = await writePushImages(directory, tenImages);
    const pushes = { bin, images, directory, launcher };
    for (const target of targets) printTarget(target, await timePushes(target, pushes), print);
    await printPushAgain(pushes, print);
    await printPushMany(pushes, print);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
  await printPushResumed(bin, print);
}

type Times = ReadonlyMap<PushClient, readonly number[]>;

/** The first round, in which Node keeps what it has compiled and the system the peers' programs, does not count. */
async function timePushes(name: TargetName, { directory, ...what }: Omit<PushRun, 'target'>): Promise<Times> {
  const times = new Map<PushClient, number[]>(pushClients.map((client) => [client, []]));
  for (let round = 0; round <= rounds; round++) {
    for (const client of pushClients) {
      const own = join(directory, 'push');
      mkdirSync(own);
      const target = await startTarget(name, what.bin);
      try {
        const started = performance.now();
        await pushWith(client, { ...what, target, directory: own });
        if (round > 0) times.get(client)?.push(performance.now() - started);
      } finally {
        await target.stop();
        rmSync(own, { recursive: true });
      }
    }
  }
  return times;
}

function printTarget(name: TargetName, times: Times, print: (line: string) => void): void {
  print(`Push of ten images, 640 MiB, to ${name}`);
  for (const [client, own] of times) print(`  ${client.padEnd(30)}${summary(own, 'ms')}`);
  const ratio = (clients: readonly PushClient[]) => {
    const fastest = Math.min(...clients.map((client) => median(times.get(client) ?? [])));
    return (fastest / median(times.get('violet') ?? [])).toFixed(2);
  };
  print(`  skopeo / violet               ${ratio(['skopeo'])}   (aim: 3)`);
  print(`  the fastest other / violet    ${ratio(['crane', 'oras', 'regctl'])}   (aim: 1.4)`);
}
