import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runViolet } from '../testing/run-violet.ts';

const root = join(import.meta.dirname, '../../../..');
const page = readFileSync(join(root, 'docs/how-to/check-a-chart.md'), 'utf8');

/** Each command of the page, with the lines that it shows. */
const examples = [...page.matchAll(/^\$ npx violet (.*)\n((?:(?!```|\$ ).*\n)*)/gm)].map(
  ([, command = '', output = '']) => ({ command, lines: output.split('\n').filter((line) => line !== '') }),
);

describe('the how-to about checking a chart', () => {
  it.each(examples)('shows what happens: $command', async ({ command, lines }) => {
    const ran = await runViolet(command.split(' '), { cwd: root });

    expect(ran).toMatchObject({ code: 0, stderr: '' });
    for (const line of lines) expect(ran.stdout).toContain(`${line}\n`.trimEnd());
  });

  it('has examples', () => {
    expect(examples.length).toBeGreaterThan(3);
  });
});
