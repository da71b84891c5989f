// `node tools/peers/olm/suite/run.ts violet|upstream [--on real|sandbox] [--stacks N] [word for Ginkgo …]`: upstream's own
// end-to-end suite against our engine (or against upstream's OLM, to judge the judge) on real API servers, or on ours. Without words it runs all of specs.tsv but
// what open.tsv names. Ends with 1 when a spec that was asked for did not pass.
import { parseArgs } from 'node:util';
import { buildPeers } from '../../build.ts';
import { cacheDirectory } from '../../cache-directory.ts';
import type { SpecResult } from './junit.ts';
import { type ExpectedSpec, expectedSpecs, openSpecs } from './specs.ts';
import { focus, runStack, type Setting, split } from './stacks.ts';

const say = (line: string) => void process.stderr.write(`${line}\n`);
const { values, positionals } = parseArgs({
  options: { stacks: { type: 'string', default: '4' }, on: { type: 'string', default: 'real' } },
  allowPositionals: true,
  args: process.argv.slice(2).filter((word) => !word.startsWith('-ginkgo.')),
});
const [engine] = positionals;
const words = process.argv.slice(2).filter((word) => word.startsWith('-ginkgo.'));
if (engine !== 'violet' && engine !== 'upstream') {
  say('Say which engine: violet or upstream.');
  process.exit(2);
}
if (values.on !== 'real' && values.on !== 'sandbox') {
  say('Say on which cluster: --on real or --on sandbox.');
  process.exit(2);
}
const setting: Setting = { engine, cluster: values.on };
const bin = buildPeers(cacheDirectory(), say);
const started = performance.now();
const passed = words.length > 0 ? await runSome(setting, words) : await runAll(setting, Number(values.stacks));
say(`${((performance.now() - started) / 60_000).toFixed(1)} min`);
process.exit(passed ? 0 : 1);

async function runSome(setting: Setting, words: readonly string[]): Promise<boolean> {
  const results = await runStack(bin, setting, words, say);
  const expected = new Set(expectedSpecs().map(({ name }) => name));
  const asked = results.filter(
    ({ name, status }) => expected.has(name) && status !== 'skipped' && status !== 'pending',
  );
  const failed = asked.filter(({ status }) => status !== 'passed');
  for (const { name, status, message } of failed) say(`${status}: ${name}\n    ${message?.split('\n')[0] ?? ''}`);
  say(`${asked.length - failed.length} of ${asked.length} specs passed`);
  return asked.length > 0 && failed.length === 0;
}

/** What fails beside others is asked once more by itself, with the repetitions that upstream's OLM needs too. */
async function runAll(setting: Setting, stacks: number): Promise<boolean> {
  const open = new Set(openSpecs(setting.cluster).map(({ name }) => name));
  const asked = expectedSpecs().filter(({ name }) => !open.has(name));
  const first = await runShares(setting, split(asked, stacks), []);
  const again = asked.filter(({ name }) => first.get(name)?.status !== 'passed');
  for (const spec of again) say(`once more: ${describe(spec, first)}`);
  const second = again.length === 0 ? first : await runShares(setting, split(again, 1), ['-ginkgo.flake-attempts=3']);
  const failed = again.filter(({ name }) => second.get(name)?.status !== 'passed');
  for (const spec of failed) say(describe(spec, second));
  say(
    `${asked.length - failed.length} of ${asked.length} specs passed, ${again.length} of them at the second attempt at best; ${open.size} are open`,
  );
  return failed.length === 0;
}

async function runShares(
  setting: Setting,
  shares: readonly ExpectedSpec[][],
  more: readonly string[],
): Promise<Map<string, SpecResult>> {
  const all = await Promise.all(shares.map((share) => runStack(bin, setting, [...focus(share), ...more], say)));
  const results = all.flat().filter(({ status }) => status !== 'skipped');
  return new Map(results.map((result) => [result.name, result]));
}

function describe({ file, line, name }: ExpectedSpec, results: ReadonlyMap<string, SpecResult>): string {
  const { status = 'unknown to the suite', message = '' } = results.get(name) ?? {};
  return `${status}: ${file}:${line} ${name}\n    ${message.split('\n')[0]}`;
}
