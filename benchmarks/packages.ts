import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildViolet } from '../tools/build/build-violet.ts';
import { median, summary } from './median.ts';
import { timePackage } from './package.ts';
import { timeShow } from './show.ts';
import { timeVerify } from './verify.ts';

/** `violet show`, `package` and `verify`, as violet is shipped. */
export async function benchPackages(bin: string | undefined, print: (line: string) => void): Promise<void> {
  const shipped = mkdtempSync(join(tmpdir(), 'violet-bench-packages-'));
  try {
    await buildViolet(shipped);
    const launcher = join(shipped, 'bin/violet.mjs');
    await printShow(launcher, print);
    await printPackage(launcher, bin, print);
    await printVerify(launcher, print);
  } finally {
    rmSync(shipped, { recursive: true, force: true });
  }
}

async function printShow(launcher: string, print: (line: string) => void): Promise<void> {
  const show = await timeShow(launcher, 8, 10);
  print(`violet show of ${show.gibibytes} GiB, in process  ${summary(show.inProcess, 'ms')}   (aim: under 50)`);
  print(`  a process each time           ${summary(show.process, 'ms')}`);
}

async function printPackage(launcher: string, bin: string | undefined, print: (line: string) => void): Promise<void> {
  const made = await timePackage(launcher, bin, 5);
  print(`cp and openssl of ${made.mebibytes} MiB       ${summary(made.copied, 'ms')}`);
  for (const [deed, elapsed] of made.deeds) {
    print(`${deed.padEnd(32)}${summary(elapsed, 'ms')}`);
    const aim = deed === 'violet package, from a layout' ? '   (aim: at most 1.2)' : '';
    print(`  as a part of cp and openssl   ${(median(elapsed) / median(made.copied)).toFixed(2)}${aim}`);
  }
  print(`violet package, memory at most  ${made.residentMiB.toFixed(0)} MiB   (aim: under 200)`);
}

async function printVerify(launcher: string, print: (line: string) => void): Promise<void> {
  const { gibibytes, violet, openssl } = await timeVerify(launcher, 4, 5);
  print(`violet verify of ${gibibytes} GiB           ${summary(violet, 'ms')}`);
  print(`openssl dgst -sha256 of it      ${summary(openssl, 'ms')}`);
  print(`speed, as a part of openssl's   ${(median(openssl) / median(violet)).toFixed(2)}   (aim: 0.9)`);
}
