import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { flagName } from '../command/flag.ts';
import { commands } from '../commands/commands.ts';
import { runViolet } from '../testing/run-violet.ts';
import { environment } from './environment.ts';
import { manualPage, manualPages } from './manual-pages.ts';
import { asTyped, paragraphs, prose, roffText } from './roff.ts';

let cwd: string;
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'violet-manual-'));
});
afterAll(() => rm(cwd, { recursive: true, force: true }));

const isThere = (program: string) => spawnSync(program, ['--version']).error === undefined;

/** As a terminal shows it, without bold and italic; what groff warns of is on stderr. */
function shown(page: string): { stdout: string; stderr: string } {
  const options = ['-man', '-Tutf8', '-ww', '-rLL=200n', '-P-c', '-P-b', '-P-u'];
  return spawnSync('groff', options, { input: page, encoding: 'utf8' });
}

describe('roff', () => {
  it.each([
    ['a-b', 'a\\-b'],
    ['C:\\dir', 'C:\\edir'],
    ['.hidden\n.too', '\\&.hidden\n\\&.too'],
    ["'quoted'", '\\(aqquoted\\(aq'],
    ['~/x "y" `z` ^', '\\(ti/x \\(dqy\\(dq \\(gaz\\(ga \\(ha'],
    ['Überall …', '\\[u00DC]berall \\[u2026]'],
  ])('writes %j as %j', (text, roff) => {
    expect(roffText(text)).toBe(roff);
  });

  it('shows words of commands bold, in prose', () => {
    expect(prose('as `helm lint` does: `-f`')).toBe('as \\fBhelm lint\\fR does: \\fB\\-f\\fR');
    expect(prose('`.x` first')).toBe('\\fB.x\\fR first'.replace('.x', '\\&.x'));
  });

  it('leaves indented paragraphs as they are typed', () => {
    expect(paragraphs('In this session:\n\n  source x\n\nElse:')).toEqual([
      'In this session:',
      '.PP',
      ...asTyped('source x'),
      '.PP',
      'Else:',
    ]);
  });

  it.runIf(isThere('groff'))('is read as it was meant', () => {
    const text = `.a 'b' \\c -- ~d "e" \`f\` ^g \\fB \\n(yr`;
    const page = `.TH X 1\n.SH NAME\n${roffText(text)}\n${asTyped(`  ${text}\n'x`).join('\n')}\n`;

    expect(shown(page)).toMatchObject({ stderr: '', stdout: expect.stringContaining(text) });
    expect(shown(page).stdout).toContain(`  ${text}\n`);
  });
});

describe('the manual', () => {
  it('has a page of violet and one of every command, each with all of its flags, variables and examples', () => {
    const pages = manualPages();

    expect(pages.map(({ file }) => file)).toEqual([
      'violet.1',
      ...commands.map(({ path }) => `violet-${path.replaceAll(' ', '-')}.1`),
    ]);
    for (const command of commands) {
      const { text } = manualPage(command.path.split(' '));
      for (const [key, flag] of Object.entries(command.flags))
        expect(text).toContain(roffText(`--${flagName(key, flag)}`));
      for (const example of command.examples) expect(text).toContain(roffText(example));
    }
    for (const { name } of environment(commands)) expect(pages[0]?.text).toContain(name);
  });

  it('names the variables that the README names', async () => {
    const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8');
    const [, table = ''] = /\n\| variable \|.*\n((?:\|.*\n)+)/.exec(readme) ?? [];
    const named = table.split('\n').flatMap((row) => row.split('|')[1]?.match(/[A-Z][A-Z_]+/g) ?? []);

    expect(named.sort()).toEqual(
      environment(commands)
        .map(({ name }) => name)
        .sort(),
    );
  });

  it.runIf(isThere('groff'))('is read by groff without a warning', () => {
    const all = manualPages().map(({ text }) => text);
    const { stdout, stderr } = shown(all.join(''));

    expect(stderr).toBe('');
    expect(stdout).toContain('violet-push - Upload packages to a platform');
    expect(stdout).toContain('--dest-repo address');
    expect(stdout).toContain('env: VIOLET_PLATFORM_TOKEN');
  });

  it.runIf(isThere('mandoc'))('is read by mandoc without a warning', () => {
    for (const { file, text } of manualPages()) {
      const { stdout } = spawnSync('mandoc', ['-T', 'lint', '-W', 'warning'], { input: text, encoding: 'utf8' });
      // A date would make the same pages differ from day to day.
      const complaints = stdout.split('\n').filter((line) => line !== '' && !line.includes('missing date'));

      expect(complaints, file).toEqual([]);
    }
  });

  it.each([
    [['man'], '.TH VIOLET 1 '],
    [['man', 'chart', 'lint'], '.TH VIOLET\\-CHART\\-LINT 1 '],
  ])('is printed by `violet %s`', async (args, begin) => {
    const { code, stdout, stderr } = await runViolet(args, { cwd });

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.startsWith(begin)).toBe(true);
  });

  it('is written into a directory', async () => {
    await mkdir(join(cwd, 'man1'));
    const { code, stdout } = await runViolet(['man', '--output-dir', 'man1'], { cwd });
    const names = (await readdir(join(cwd, 'man1'))).sort();

    expect(code).toBe(0);
    expect(stdout.trimEnd().split('\n').sort()).toEqual(names.map((name) => join(cwd, 'man1', name)));
    expect(await readFile(join(cwd, 'man1', 'violet-push.1'), 'utf8')).toBe(manualPage(['push']).text);
  });

  it('has no page of what is no command', async () => {
    const { code, stderr } = await runViolet(['man', 'pusj'], { cwd });

    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: 'Error: "pusj" is no command\nHint: violet --help lists them.\n',
    });
  });
});
