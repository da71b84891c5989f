import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

/** What a shell makes of a line whose end it was asked to complete: the words of all that fits. */
export type TypeInShell = (script: string, lines: readonly string[], cwd: string) => Promise<string[][]>;

const words = `violet() { printf '<%s>' "$@"; printf 'DO%s\\n' NE; }`;

/** bash with its own line editor, which inserts all completions at M-*. */
export const typeInBash: TypeInShell = (script, lines, cwd) =>
  withHome({ 'violet.bash': script }, async (home) => {
    const typed = lines.map((line) => `violet ${line}\u001b*`);
    const input = [`${words}; source ${quoted(join(home, 'violet.bash'))}`, ...typed, 'exit', ''].join('\n');
    return wordsIn(await run('bash', ['--norc', '--noprofile', '-i'], { cwd, home, input }));
  });

/** zsh in a terminal that another zsh has made: its line editor wants one. */
export const typeInZsh: TypeInShell = (script, lines, cwd) =>
  withHome({ 'violet.zsh': script, '.zshrc': zshSettings(cwd) }, async (home) => {
    const typed = lines.map((line) => `type ${quoted(line)}`);
    const input = [zshTerminal, ...typed, 'zpty -d inner', ''].join('\n');
    return wordsIn(await run('zsh', ['-f', '-s'], { cwd, home, input }));
  });

const zshSettings = (cwd: string) => `
PS1=''; setopt no_beep no_prompt_cr; autoload -U compinit; compinit -u -D; source ~/violet.zsh
${words}
zle -C all-matches complete-word _generic
bindkey '^G' all-matches
zstyle ':completion:all-matches:*' insert yes
zstyle ':completion:all-matches:*' completer _all_matches _complete
cd ${quoted(cwd)}; stty -echo cols 1000
echo READY`;

const zshTerminal = `zmodload zsh/zpty
zpty inner zsh -d -i
zpty -r inner line '*READY*'
type() { zpty -w inner "violet $1"$'\\a'; zpty -r inner line '*DONE*'; print -r -- "$line"; }`;

/** fish tells what it would offer in the place of the last word, with a description behind a tab. */
export const typeInFish: TypeInShell = (script, lines, cwd) => {
  const typed = lines.map((line) => `complete -C ${quoted(`violet ${line}`)}; echo DONE\n`);
  return withHome({ 'typed.fish': script + typed.join('') }, async (home) => {
    const output = await run('fish', ['--no-config', join(home, 'typed.fish')], { cwd, home, input: '' });
    const offered = output.split('DONE\n');
    return lines.map((line, index) => {
      const found = (offered[index] ?? '').split('\n').map((one) => one.split('\t')[0] ?? '');
      return [...line.split(' ').slice(0, -1), ...found.filter((word) => word !== '')];
    });
  });
};

async function withHome<T>(files: Record<string, string>, task: (home: string) => Promise<T>): Promise<T> {
  const home = await mkdtemp(join(tmpdir(), 'violet-shell-'));
  try {
    for (const [name, content] of Object.entries(files)) await writeFile(join(home, name), content);
    return await task(home);
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

async function run(
  shell: string,
  args: readonly string[],
  { cwd, home, input }: { cwd: string; home: string; input: string },
): Promise<string> {
  const child = spawn(shell, args, {
    cwd,
    env: { PATH: process.env['PATH'], HOME: home, TERM: 'dumb', INPUTRC: '/dev/null', HISTFILE: '/dev/null' },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  child.stdin.end(input);
  return text(child.stdout);
}

function wordsIn(output: string): string[][] {
  return output
    .split('\n')
    .filter((line) => line.includes('<'))
    .map((line) => [...line.matchAll(/<([^>]*)>/g)].map(([, word = '']) => word));
}

function quoted(shellWord: string): string {
  return `'${shellWord.replaceAll("'", "'\\''")}'`;
}
