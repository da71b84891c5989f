/** Our engine and Go's text/template with sprig give the same output, or fail with the same words. */
import { runProgram, type TemplateProgram } from '@violet/gotemplate/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildOracle, type Oracle } from './oracle.ts';
import { samplePrograms, themes } from './programs.ts';
import { type Difference, describeDifference, isSame, shrink } from './shrink.ts';
import { FLOOR, Tally, themesFor } from './tally.ts';

const leastPrograms = Number(process.env['VIOLET_TEMPLATE_PROGRAMS'] ?? 20_000);
const leastFailing = 0.25;
const seed = Number(process.env['VIOLET_TEMPLATE_SEED'] ?? Date.now() % 2 ** 31);

/** How often what is used too seldom gets more programs, and how many each. */
const MOST_ROUNDS = 12;
const MORE_EACH = 60;
const SHOWN = 5;
/** It takes a tenth of that where nothing else is going on. */
const limitMs = 400_000;

let oracle: Oracle;
beforeAll(() => {
  oracle = buildOracle();
});
afterAll(() => oracle?.remove());

interface Comparison {
  count: number;
  failing: number;
  tally: Tally;
  slow: TemplateProgram[];
  /** They print the insides of Go's times, among which are tables of the machine. */
  leftOut: number;
  differences: Difference[];
}

async function compare(programs: readonly TemplateProgram[], into: Comparison): Promise<void> {
  const watched = oracle.watch(programs);
  const ours = programs.map(runProgram);
  for (const [index, { result, uses, isSlow }] of (await watched).entries()) {
    const [program, mine] = [programs[index], ours[index]];
    if (program === undefined || mine === undefined) {
      throw new Error('Go answers more than it was asked');
    }
    into.count += 1;
    into.failing += 'error' in result ? 1 : 0;
    into.tally.add(uses);
    if (isSlow) {
      into.slow.push(program);
    } else if (JSON.stringify(result).includes('time.Location=')) {
      into.leftOut += 1;
    } else if (!isSame(result, mine)) {
      into.differences.push({ program, go: result, ours: mine });
    }
  }
}

it(
  `does what Go does in ${leastPrograms} generated programs (seed ${seed})`,
  async () => {
    const total: Comparison = {
      count: 0,
      failing: 0,
      tally: new Tally(await oracle.about()),
      slow: [],
      leftOut: 0,
      differences: [],
    };
    await compare(samplePrograms(themes, Math.ceil(leastPrograms / themes.length), seed), total);
    for (let round = 1; round <= MOST_ROUNDS && total.tally.lacking().length > 0; round++) {
      await compare(samplePrograms(themesFor(total.tally.lacking(), themes), MORE_EACH, seed + round), total);
    }
    const share = total.failing / total.count;
    process.stderr.write(
      `seed ${seed}: ${total.count} programs, ${total.failing} of them fail (${share.toFixed(2)})\n`,
    );
    process.stderr.write(`${total.leftOut} not compared: they print the insides of a time\n`);
    process.stderr.write(`used while they ran, by Go's count: ${total.tally}\n`);
    const shown: string[] = [];
    for (const difference of total.differences.slice(0, SHOWN)) {
      shown.push(describeDifference(await shrink(difference, oracle)));
    }

    expect(total.slow, 'programs that keep Go busy').toEqual([]);
    expect(shown, `${total.differences.length} differences, the first ones shrunk`).toEqual([]);
    expect(total.count).toBeGreaterThanOrEqual(leastPrograms);
    expect(share).toBeGreaterThanOrEqual(leastFailing);
    expect(total.tally.lacking(), `used less than ${FLOOR} times`).toEqual([]);
  },
  limitMs,
);
