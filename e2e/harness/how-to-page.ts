import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { expect } from 'vitest';
import { findSamples, packSample } from '../../samples/pack.ts';
import { eventually } from './eventually.ts';
import { root } from './paths.ts';
import type { StoryPlatform } from './platform.ts';
import { type Ran, run } from './run.ts';

/** A page of docs/how-to, with a folder in which its commands find what the page says is there. */
export interface HowToPage {
  readonly steps: readonly Step[];
  /** Runs every command in its order; each must end well and print the lines that the page shows. */
  follow(): Promise<void>;
  remove(): void;
}

interface Step {
  readonly command: string;
  readonly output: readonly string[];
}

/** `samples` are packed into the folder's samples/dist. The commands are bash's; kubectl, helm and curl are the real ones. */
export async function openHowToPage(
  platform: StoryPlatform,
  page: string,
  samples: readonly string[] = [],
): Promise<HowToPage> {
  const work = mkdtempSync(join(tmpdir(), 'violet-how-to-'));
  symlinkSync(platform.directory, join(work, '.violet'));
  const violet = `#!/bin/sh\nshift\nexec "${process.execPath}" "${root}/apps/violet/bin/violet.mjs" "$@"\n`;
  writeFileSync(join(work, 'npx'), violet, { mode: 0o755 });
  for (const sample of findSamples().filter(({ name }) => samples.includes(name))) {
    await packSample(sample, join(work, 'samples/dist'));
  }
  const steps = transcript(readFileSync(join(root, 'docs/how-to', page), 'utf8'));
  /** The page's addresses as those of this story's platform. */
  const here = (text: string) =>
    text.replaceAll('https://127.0.0.1:8443', platform.address).replaceAll('127.0.0.1:11443', platform.registryAddress);

  const exported = steps.map(({ command }) => command).filter((command) => command.startsWith('export '));
  const perform = (command: string): Promise<Ran> => {
    const bin = [work, process.env['VIOLET_PEERS_BIN'], process.env['PATH']].filter((one) => one !== undefined);
    return run('bash', ['-c', here([...exported, command].join('\n'))], {
      cwd: work,
      environment: { PATH: bin.join(delimiter), HOME: work, VIOLET_REGISTRY_CA: platform.ca },
    });
  };

  const follow = async ({ command, output }: Step) => {
    // What a command before it has begun may take a moment.
    await eventually(command, async () => {
      const ran = await perform(command);
      const printed = plain(ran.stdout + ran.stderr);
      const missing = output.map((line) => plain(here(line)).trimEnd()).filter((line) => !printed.includes(line));
      if (isAsked(command) && missing.length > 0) return undefined;
      expect({ code: ran.code, missing }, `${command}\n${printed}`).toEqual({ code: 0, missing: [] });
      return ran;
    });
  };

  return {
    steps,
    follow: async () => {
      for (const step of steps) await follow(step);
    },
    remove: () => rmSync(work, { recursive: true, force: true }),
  };
}

/** May be asked again, because it changes nothing. */
const isAsked = (command: string) => /^(?:kubectl .*\bget\b|npx violet (?:list|gc --dry-run))/.test(command);
/** Columns are as wide as their content, and things grow older. */
const plain = (text: string) => text.replace(/\b\d+s$/gm, '').replace(/[ \t]+/g, ' ');

/** Each command of a page, a here-document with it, and the lines that it says are printed after it. */
function transcript(text: string): Step[] {
  return [...text.matchAll(/```console\n([\s\S]*?)```/g)].flatMap(([, block = '']) =>
    block
      .split(/^\$ /m)
      .slice(1)
      .map((part) => {
        const [, command = '', output = ''] =
          /^((?:.*<<EOF\n[\s\S]*?\nEOF\n)|(?:.*\\\n)*.*\n)([\s\S]*)$/.exec(part) ?? [];
        return { command: command.trimEnd(), output: output.split('\n').filter((line) => line !== '') };
      }),
  );
}
