import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildPackage } from '@violet/archive';
import { aPlugin } from '@violet/archive/testing';
import { printYaml } from '@violet/machinery';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Command } from './command/define-command.ts';
import { commands } from './commands/commands.ts';
import { aPlatform } from './testing/a-platform.ts';
import { aServerThatTellsAll, type TellingServer } from './testing/a-server-that-tells-all.ts';
import { type Line, lineWithSecrets, type Way, ways } from './testing/line-with-secrets.ts';
import { type Ran, runViolet } from './testing/run-violet.ts';
import { tracesOf } from './testing/traces-of.ts';

/** What must be seen nowhere. Each has characters that base64, URLs and JSON write in their own ways. */
const secrets = {
  password: 'Kanari~1?ü/"+ pw',
  platformPassword: 'Kanari~2?ü/"+ pl',
  platformToken: 'kanari3.to+ken/of~platform==',
  userinfo: 'Kanari~6?ü/"+ ui',
};
const stored = 'Kanari~4?ü/"+ dc';
const issued = 'kanari5.issued+token/of~server==';
const canaries = [...Object.values(secrets), stored, issued];

let server: TellingServer;
let home: string;
/** What the commands find where they run. */
let inputs: string;
let cwd: string;
beforeAll(async () => {
  server = await aServerThatTellsAll(issued);
  home = await mkdtemp(join(tmpdir(), 'violet-home-'));
  const auth = Buffer.from(`robot:${stored}`).toString('base64');
  await writeFile(join(home, 'config.json'), JSON.stringify({ auths: { [server.address]: { auth } } }));
  await makeHelper();
  inputs = join(home, 'inputs');
  await mkdir(join(inputs, 'demo'), { recursive: true });
  const { manifest, source } = await aPlugin('demo', 'v1.0.0');
  await buildPackage({ manifest, source, output: join(inputs, 'demo.tgz') });
  const spec = { ...manifest.spec, artifact: `${server.address}/acp/chart-demo:v1.0.0`, relatedImages: [] };
  await writeFile(join(inputs, 'demo', 'manifest.yaml'), printYaml({ ...manifest, spec }));
});
afterAll(async () => {
  await server?.close();
  await rm(home, { recursive: true, force: true });
});
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'violet-secrets-'));
  return () => rm(cwd, { recursive: true, force: true });
});

/** A credential helper that writes down what others can see of it, and a Docker configuration that names it. */
async function makeHelper(): Promise<void> {
  const secret = join(home, 'secret.json');
  const shown = 'tr "\\0" " " < /proc/$$/cmdline > "$HELPER_LOG"; env >> "$HELPER_LOG"';
  await mkdir(join(home, 'helped'));
  await writeFile(join(home, 'helped', 'config.json'), JSON.stringify({ credsStore: 'kanari' }));
  await writeFile(secret, JSON.stringify({ Username: 'robot', Secret: stored }));
  await writeFile(join(home, 'docker-credential-kanari'), `#!/bin/sh\n${shown}\ncat > /dev/null\ncat ${secret}\n`);
  await chmod(join(home, 'docker-credential-kanari'), 0o755);
}

async function run(line: Line, way: Way): Promise<Ran> {
  await rm(cwd, { recursive: true, force: true });
  await cp(inputs, cwd, { recursive: true });
  server.authorizations.length = 0;
  const env = {
    PATH: `${home}:${process.env['PATH']}`,
    DOCKER_CONFIG: way === 'credential helper' ? join(home, 'helped') : home,
    HELPER_LOG: join(cwd, 'helper.log'),
    VIOLET_STATE_DIR: join(cwd, 'state'),
    ...line.env,
  };
  return runViolet(line.args, { cwd, env, input: line.input });
}

/** Where the secrets are seen: in what was printed, or in a file that was written. */
async function seenIn({ stdout, stderr }: Ran): Promise<string[]> {
  const places = [{ where: 'stdout', text: stdout }, { where: 'stderr', text: stderr }, ...(await filesBelow(cwd))];
  return places.flatMap(({ where, text }) =>
    tracesOf(text, canaries).map((secret) => `${secret} in ${where}: ${text}`),
  );
}

async function filesBelow(directory: string): Promise<{ where: string; text: string }[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  return Promise.all(files.map(async (where) => ({ where, text: await readFile(where, 'latin1') })));
}

const isSecret = ({ flags }: Command): boolean =>
  Object.values(flags).some((flag) => flag.kind === 'text' && flag.secret === true);
const hasJson = ({ flags }: Command): boolean => {
  const { output } = flags;
  return output?.kind === 'text' && output.choices?.includes('json') === true;
};

/** All that moves a terminal, but for tab and newline. */
const commanding = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e]/;

const used = (): boolean => tracesOf(server.authorizations.join('\n'), canaries).length > 0;

describe.each(commands.filter(isSecret).map((command) => [command.path, command] as const))(
  'violet %s',
  (_path, command) => {
    it.each(ways)('gives away no secret of %s and moves no cursor, whatever the server says', async (way) => {
      const line = lineWithSecrets(command, way, secrets, server.address);
      for (const challenge of ['basic', 'bearer'] as const) {
        server.challenge = challenge;
        for (const more of [['--debug'], ...(hasJson(command) ? [['--debug', '--output', 'json']] : [])]) {
          const ran = await run({ ...line, args: [...line.args, ...more] }, way);

          expect(await seenIn(ran)).toEqual([]);
          expect(ran.stdout + ran.stderr).not.toMatch(commanding);
          expect(ran.stderr).not.toMatch(/^Error: none/m);
          expect(ran.code).not.toBe(0);
          // Else nothing was tried: a new command may need words in testing/line-with-secrets.ts.
          if (way !== 'userinfo') expect(used(), ran.stderr).toBe(true);
        }
      }
    });
  },
);

describe('what went well', () => {
  it('gives away no secret of the platform or its registry, in what is printed or remembered', async () => {
    const platform = await aPlatform();
    const known = [platform.password, platform.registryPassword];
    try {
      await cp(inputs, cwd, { recursive: true });
      const env = { VIOLET_PLATFORM_CA: platform.caFile, VIOLET_STATE_DIR: join(cwd, 'state') };
      const access = ['--platform-address', platform.address, '--platform-username', 'admin'];
      const password = ['--platform-password', platform.password, '--debug'];
      const lines = [
        ['push', 'demo.tgz', '--dry-run', '--plan', 'plan.json'],
        ['push', '--apply-plan', 'plan.json'],
        ['push', 'demo.tgz', '--force', '--output', 'json'],
      ];
      for (const line of lines) {
        const ran = await runViolet([...line, ...access, ...password], { cwd, env });
        const texts = [ran.stdout, ran.stderr, ...(await filesBelow(cwd)).map(({ text }) => text)];

        expect(ran.code, ran.stderr).toBe(0);
        expect(tracesOf(texts.join('\n'), known)).toEqual([]);
        // What logins and token issuers give.
        expect(texts.join('\n')).not.toMatch(/eyJ[\w-]{10,}\./);
      }
    } finally {
      await platform.close();
    }
  });
});

describe('what tells secrets', () => {
  it.each([
    ['as they are', (secret: string) => secret],
    ['as base64 behind a name', (secret: string) => Buffer.from(`robot:${secret}`).toString('base64')],
    ['as base64 for URLs', (secret: string) => Buffer.from(`r:${secret}`).toString('base64url')],
    ['in an URL', encodeURIComponent],
    ['in a query', (secret: string) => new URLSearchParams({ secret }).toString()],
    ['in a document within a document', (secret: string) => JSON.stringify(JSON.stringify({ secret }))],
  ])('finds them %s', (_how, write) => {
    for (const secret of canaries) expect(tracesOf(`so: ${write(secret)}, it is`, canaries)).toEqual([secret]);
  });

  it('finds none in what is none', () => {
    expect(tracesOf('so: a2FuYXJpMy5z, %4B%61 it is', canaries)).toEqual([]);
  });
});
