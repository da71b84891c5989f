import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildPackage } from '@violet/archive';
import { aPlugin } from '@violet/archive/testing';
import { openRegistry, type RegistryServer, serveRegistry } from '@violet/registry';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hostile } from './testing/a-server-that-tells-all.ts';
import { type Ran, runViolet } from './testing/run-violet.ts';

let cwd: string;
let server: RegistryServer;
let path: string;
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'violet-hostile-'));
  await mkdir(join(cwd, 'packages'));
  path = join(cwd, 'packages', `${hostile}\n  - verified.tgz`);
  await buildPackage({ ...(await aPlugin('demo', 'v1.0.0')), output: path });
  server = await serveRegistry(await openRegistry({ directory: join(cwd, 'registry') }), { port: 0 });
});
afterAll(async () => {
  await server?.close();
  await rm(cwd, { recursive: true, force: true });
});

const commanding = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e]/;

/** What begins a line, of those that could be taken for our own. */
function lines({ stdout, stderr }: Ran): string[] {
  expect(stdout + stderr).not.toMatch(commanding);
  return (stdout + stderr).trimEnd().split('\n');
}

describe('names that want more than to be read', () => {
  it('are whole in the document of `violet show`', async () => {
    const { stdout } = await runViolet(['show', path, '--output', 'json'], { cwd });

    expect(stdout).not.toMatch(commanding);
    expect(JSON.parse(stdout)).toMatchObject({ path });
  });

  it('are one line of the summary of `violet verify`', async () => {
    const shown = lines(await runViolet(['verify', 'packages'], { cwd }));

    expect(shown.slice(1, 3)).toEqual(['===== Verification Summary =====', 'No verification file found: 1 file(s)']);
    expect(shown).toHaveLength(4);
  });

  it.each([[[]], [['--debug']], [['--dry-run']]])('are no lines of their own of `violet push` %j', async (more) => {
    const access = ['--dest-repo', server.address, '--plain', '--no-auth', '--skip-crs'];
    const ran = await runViolet(['push', 'packages', ...access, ...more], { cwd });

    expect(ran.code).toBe(0);
    expect(lines(ran).filter((line) => /^(Error: none| {2}- verified)/.test(line))).toEqual([]);
  });

  it('are no lines of their own of what failed', async () => {
    const ran = await runViolet(['show', join(cwd, `absent ${hostile}`)], { cwd });

    expect(ran.code).toBe(1);
    expect(lines(ran).filter((line) => line.startsWith('Error: '))).toHaveLength(1);
  });
});
