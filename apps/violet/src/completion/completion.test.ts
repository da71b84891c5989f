import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commands } from '../commands/commands.ts';
import { runViolet } from '../testing/run-violet.ts';
import { type TypeInShell, typeInBash, typeInFish, typeInZsh } from '../testing/type-in-shell.ts';
import { completionScript, type Shell } from './completion-script.ts';
import { placesOf } from './places.ts';

let cwd: string;
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'violet-completion-'));
  for (const name of ['a package.tgz', 'b.tgz', 'values.yaml']) await writeFile(join(cwd, name), '');
  await mkdir(join(cwd, 'dir'));
  await writeFile(join(cwd, 'dir', 'c.tgz'), '');
});
afterAll(() => rm(cwd, { recursive: true, force: true }));

/** What is typed, and all that could be meant. */
const cases: [typed: string, words: string[]][] = [
  ['ch', ['chart']],
  ['chart ', ['chart', 'help', 'lint', 'template']],
  ['help pus', ['help', 'push']],
  ['push --platform-u', ['push', '--platform-username']],
  ['show --output ', ['show', '--output', 'json', 'text']],
  ['push dir --output j', ['push', 'dir', '--output', 'json']],
  ['show dir/', ['show', 'dir/c.tgz']],
  ['push --clusters a,b b', ['push', '--clusters', 'a,b', 'b.tgz']],
  ['push --debug -- b', ['push', '--debug', '--', 'b.tgz']],
  ['chart template web --output-dir ', ['chart', 'template', 'web', '--output-dir', 'dir']],
  ['chart template -f v', ['chart', 'template', '-f', 'values.yaml']],
  ['chart lint oci://a:1/b dir --values v', ['chart', 'lint', 'oci://a:1/b', 'dir', '--values', 'values.yaml']],
  ['push --target-catalog-source ', ['push', '--target-catalog-source', 'platform', 'system']],
  ['push --username ', ['push', '--username']],
  ['nope ', ['nope']],
];

const isThere = (shell: Shell) => spawnSync(shell, ['-c', 'exit 0']).status === 0;
const shells: [Shell, TypeInShell][] = [
  ['bash', typeInBash],
  ['zsh', typeInZsh],
  ['fish', typeInFish],
];

describe.each(shells.filter(([shell]) => isThere(shell)))('%s', (shell, type) => {
  it('completes commands, flags, their values and paths', async () => {
    const typed = cases.map(([line]) => line);

    const made = await type(completionScript(shell), typed, cwd);

    const plain = made.map((line) => line.map((word) => word.replace(/\/$/, '')));
    expect(Object.fromEntries(typed.map((line, index) => [line, plain[index]]))).toEqual(Object.fromEntries(cases));
  });
});

describe('bash', () => {
  it.each([
    ['a flag that holds its value', 'show --output=j', ['show', '--output=json']],
    ['names with blanks, and archives alone', 'show ', ['show', 'a package.tgz', 'b.tgz', 'dir']],
    ['names with blanks that have begun', 'show a\\ ', ['show', 'a package.tgz']],
    ['what follows a switch with a value', 'show --all=true b', ['show', '--all=true', 'b.tgz']],
    ['nothing where no script can know', 'create ', ['create']],
  ])('knows %s', async (_what, line, expected) => {
    expect(await typeInBash(completionScript('bash'), [line], cwd)).toEqual([expected]);
  });

  it('needs no particular way of parting words', async () => {
    const script = `COMP_WORDBREAKS=' '\n${completionScript('bash')}`;

    expect(await typeInBash(script, ['show --output=j'], cwd)).toEqual([['show', '--output=json']]);
  });
});

describe('the scripts', () => {
  it.each<Shell>(['bash', 'zsh', 'fish', 'powershell'])(
    'that `violet completion %s` prints have every command and flag',
    async (shell) => {
      const { code, stdout, stderr } = await runViolet(['completion', shell], { cwd });

      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      for (const { flags, words } of placesOf(commands)) {
        for (const name of flags.flatMap(({ names }) => names)) expect(stdout).toContain(name.replace(/^-+/, ''));
        for (const { word } of words) expect(stdout).toContain(word);
      }
    },
  );

  it('say how they are loaded', async () => {
    const { stdout } = await runViolet(['completion', 'bash', '--help'], { cwd });

    expect(stdout).toContain('\n  source <(violet completion bash)\n');
  });
});
