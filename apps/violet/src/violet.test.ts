import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commands } from './commands/commands.ts';
import { runViolet } from './testing/run-violet.ts';

let cwd: string;
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'violet-cli-'));
});
afterAll(() => rm(cwd, { recursive: true, force: true }));

describe('the command line', () => {
  it('tells its version in the words that scripts look for', async () => {
    const { code, stdout } = await runViolet(['version'], { cwd });

    expect(code).toBe(0);
    expect(stdout).toMatch(/^Version: v\d+\.\d+\.\d+\n/);
  });

  it('lists its commands under the headline when nothing is typed', async () => {
    const { code, stdout, stderr } = await runViolet([], { cwd });

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('A simple container platform product packaging tool');
    expect(stdout).toContain('\n  3  A package failed verification, or a digest does not hold\n');
    for (const { path } of commands) expect(stdout).toContain(`  ${path.split(' ')[0]} `);
  });

  it.each(commands.map(({ path }) => path))('explains `%s` with its flags and examples', async (path) => {
    const { code, stdout } = await runViolet([...path.split(' '), '--help'], { cwd });

    expect(code).toBe(0);
    expect(stdout).toContain(`Usage: violet ${path}`);
    expect(stdout).toContain(`Examples:\n  violet ${path}`);
  });

  it.each([
    [['pusj'], "Error: unknown command 'pusj'\nHint: Did you mean push?\n"],
    [['push', 'x', '--dest-rep', 'a.b'], 'Hint: Did you mean --dest-repo?\n'],
    [['show', 'a.tgz', 'b.tgz'], "Error: too many arguments for 'show'. Expected 1 argument but got 2\n"],
    [['push'], "Error: missing required argument 'path'"],
    [['push', ''], 'Error: path is empty'],
    [['verify', 'a.tgz', ''], 'Error: path is empty'],
    [['package', ''], 'Error: name is empty'],
    [['package', 'x', '--base', ''], 'Error: --base is empty'],
    [['push', 'x', '--frobnicate'], "Error: unknown option '--frobnicate'"],
    [['create', 'x'], 'Error: --artifact is required'],
    [['create', '../x', '--artifact', 'a.b/c:d'], 'Error: "../x" is no name for a package'],
    [['show', 'x', '--output', 'xml'], 'Error: --output: "xml" is not one of text, json'],
    [['show', 'x', '--all=perhaps'], 'Error: --all is on or off: "perhaps" is neither true nor false'],
    [['push', 'x'], 'Error: --platform-address is required'],
    [['push', 'x', '--platform-address', 'a.b'], 'Error: --platform-username (or --platform-token) is required'],
    [['push', 'x', '--skip-crs', '--skip-push'], 'Error: --skip-crs and --skip-push exclude each other'],
    [
      ['push', 'x', '--platform-address', 'a.b', '--platform-token', 'tok-en', '--platform-username', 'u'],
      'Error: --platform-token cannot be combined with --platform-username',
    ],
    [
      ['push', 'x', '--skip-crs', '--dest-repo', 'a.b'],
      'Error: with --dest-repo either the credentials of the image registry or --no-auth must be given',
    ],
    [['push', 'x', '--skip-crs', '--dest-repo', 'a.b', '--username', 'u'], '--username is given without --password'],
    [
      ['push', 'x', '--skip-crs', '--dest-repo', '[::1]:5000', '--no-auth'],
      '--dest-repo: IPv6 addresses are not supported',
    ],
    [
      ['push', 'x', '--skip-crs', '--dest-repo', 'fe80::1', '--no-auth'],
      '--dest-repo: IPv6 addresses are not supported',
    ],
    [
      ['push', 'x', '--platform-address', 'https://[::1]:8443', '--platform-token', 't'],
      '--platform-address: IPv6 addresses',
    ],
    [['push', 'x', '--platform-address', '2001:db8::1', '--platform-token', 't'], '--platform-address: IPv6 addresses'],
    [
      ['push', 'x', '--skip-crs', '--dest-repo', '127.0.0.1:65536', '--no-auth'],
      'Error: --dest-repo: "127.0.0.1:65536" is not the address of a registry',
    ],
    [['create', 'x', '--artifact', 'a.b/C D'], 'Error: --artifact: "a.b/C D" is not an image reference'],
    [['create', 'x', '--artifact', 'chart:v1'], 'Error: --artifact: chart:v1 names no registry'],
    [['create', 'x', '--artifact', 'a.b/c:d', '--platforms', 'linux'], 'Error: --platforms: "linux" is no platform'],
    [['push', 'x', '--platform-address', 'ftp://a.b', '--platform-token', 'tok-en'], '"ftp://a.b" is not the address'],
  ])('calls %j wrong usage', async (args, message) => {
    const { code, stdout, stderr } = await runViolet(args, { cwd });

    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  it.each(['https://me:hunter22@a.b', 'https://:hunter22@a.b', 'me:hunter22@a.b'])(
    'does not repeat a password that an address holds: %s',
    async (address) => {
      const ran = await runViolet(['push', 'x', '--platform-address', address, '--platform-token', 'tok-en'], { cwd });

      expect(ran).toMatchObject({ code: 2, stdout: '', stderr: expect.not.stringContaining('hunter22') });
    },
  );

  it('lets no control characters of others through to the terminal', async () => {
    const { stderr } = await runViolet(['show', '\u001b[2J\u009b1m.tgz'], { cwd });

    expect(stderr).toBe(`Error: ${join(cwd, '?[2J?1m.tgz')}: no such file\n`);
  });

  it('ends without a word when nobody reads its result any more', async () => {
    const main = fileURLToPath(new URL('./main.ts', import.meta.url));
    const child = spawn(process.execPath, [main, 'version'], { stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.destroy();
    const [stderr, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);

    expect({ stderr, code }).toEqual({ stderr: '', code: 1 });
  });

  it.each(['--all=true', '--all=1', '--all'])('takes %s as on', async (all) => {
    const { stderr } = await runViolet(['show', 'absent.tgz', all], { cwd });

    expect(stderr).toBe(`Error: ${join(cwd, 'absent.tgz')}: no such file\n`);
  });
});
