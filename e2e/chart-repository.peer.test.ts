import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from './harness/eventually.ts';
import { root } from './harness/paths.ts';
import { type StoryPlatform, startPlatform } from './harness/platform.ts';
import { type Ran, run } from './harness/run.ts';

let platform: StoryPlatform;
let work: string;

beforeAll(async () => {
  platform = await startPlatform({ clusters: ['global'], kubeconfigs: {} });
  work = mkdtempSync(join(tmpdir(), 'violet-serve-charts-'));
  symlinkSync(platform.directory, join(work, '.violet'));
  writeFileSync(
    join(work, 'npx'),
    `#!/bin/sh\nshift\nexec "${process.execPath}" "${root}/apps/violet/bin/violet.mjs" "$@"\n`,
    {
      mode: 0o755,
    },
  );
});
afterAll(async () => {
  await platform?.remove();
  rmSync(work, { recursive: true, force: true });
});

/** Each command of the page with what it says is printed after it. */
function transcript(): { command: string; output: string[] }[] {
  const text = readFileSync(join(root, 'docs/how-to/serve-charts.md'), 'utf8');
  return [...text.matchAll(/```console\n([\s\S]*?)```/g)].flatMap(([, block = '']) =>
    block
      .split(/^\$ /m)
      .slice(1)
      .map((part) => {
        const [, command = '', output = ''] = /^((?:.*\\\n)*.*\n)([\s\S]*)$/.exec(part) ?? [];
        return { command, output: output.split('\n').filter((line) => line !== '') };
      }),
  );
}

/** The page's addresses as those of this story's platform. */
const here = (text: string) =>
  text.replaceAll('https://127.0.0.1:8443', platform.address).replaceAll('127.0.0.1:11443', platform.registryAddress);
/** Columns are as wide as their content, and things grow older. */
const plain = (text: string) => text.replace(/\b\d+s$/gm, '').replace(/[ \t]+/g, ' ');

function perform(command: string): Promise<Ran> {
  const bin = [work, process.env['VIOLET_PEERS_BIN'], process.env['PATH']].filter((one) => one !== undefined);
  return run('bash', ['-c', here(command)], {
    cwd: work,
    environment: { PATH: bin.join(delimiter), HOME: work, VIOLET_REGISTRY_CA: platform.ca },
  });
}

describe('the how-to about charts', () => {
  it('is what happens', async () => {
    const steps = transcript();
    expect(steps.length).toBeGreaterThan(12);

    for (const { command, output } of steps) {
      // What a command before it has begun may take a moment.
      await eventually(command, async () => {
        const ran = await perform(command);
        const printed = plain(ran.stdout + ran.stderr);
        const missing = output.map((line) => plain(here(line)).trimEnd()).filter((line) => !printed.includes(line));
        if (command.startsWith('kubectl') && missing.length > 0) return undefined;
        expect({ command, code: ran.code, missing, printed }).toMatchObject({ code: 0, missing: [] });
        return ran;
      });
    }
  });
});
