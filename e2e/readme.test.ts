import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Kubectl, kubectlFor } from './harness/kubectl.ts';
import { untilModuleInfo } from './harness/module-info.ts';
import { root } from './harness/paths.ts';
import { type StoryPlatform, startPlatform } from './harness/platform.ts';
import { samplePackage } from './harness/samples.ts';
import { rowsOf } from './harness/table.ts';
import { violet } from './harness/violet.ts';

let platform: StoryPlatform;
let kubectl: Kubectl;

beforeAll(async () => {
  platform = await startPlatform();
  kubectl = kubectlFor(platform.kubeconfig);
});
afterAll(() => platform?.remove());

/** The transcript of the README: each command with what is printed after it. */
function transcript(): { command: string; output: string }[] {
  const text = readFileSync(join(root, 'README.md'), 'utf8');
  const block = /```console\n([\s\S]*?)```/.exec(text)?.[1] ?? '';
  return block
    .split(/^\$ /m)
    .slice(1)
    .map((part) => {
      const [, command = '', output = ''] = /^((?:.*\\\n)*.*\n)([\s\S]*)$/.exec(part) ?? [];
      return { command: command.replaceAll('\\\n', ' ').replace(/\s+/g, ' ').trim(), output };
    });
}

/** What the README's words stand for on this story's platform. */
async function perform(command: string): Promise<string> {
  const [program, ...words] = command.split(' ');
  if (program === 'kubectl') {
    const at = words.indexOf('-f');
    if (at < 0) return kubectl(words);
    const input = readFileSync(join(root, words[at + 1] ?? ''), 'utf8');
    return kubectl(words.with(at + 1, '-'), { input });
  }
  if (command.startsWith('npx violet')) return pushAsWritten(words.slice(1));
  // `npm run samples` and `export …`: the harness packs the samples and sets the environment.
  return '';
}

async function pushAsWritten(words: readonly string[]): Promise<string> {
  const password = words.findIndex((word) => word.startsWith('"$(cat'));
  const flags = [...words.slice(0, password), platform.adminPassword];
  const here = flags.map((word) => word.replace('https://127.0.0.1:8443', platform.address));
  const sample = /samples\/dist\/(.+)-(v[\d.]+)\.tgz/.exec(here[1] ?? '');
  const file = await samplePackage(sample?.[1] ?? '', sample?.[2] ?? '');
  const ran = await violet(platform, here.with(1, file));
  expect(ran).toMatchObject({ code: 0 });
  return ran.stdout;
}

describe('the transcript of the README', () => {
  it('is what happens', async () => {
    const steps = transcript();
    expect(steps.length).toBeGreaterThan(4);

    for (const { command, output } of steps) {
      if (command.startsWith('kubectl get moduleinfo'))
        await untilModuleInfo(kubectl, 'web-cli', { STATUS: 'Running' });
      const printed = await perform(command);
      if (command.startsWith('kubectl get')) expect(rowsOf(printed)).toEqual(rowsOf(output));
      else if (output !== '') expect(printed).toContain(output.trim());
    }
  });
});
