/** Who the credentials of a registry are, as skopeo and crane read the same files. */
import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CommandContext } from '../../../apps/violet/src/command/define-command.ts';
import { storedCredentials } from '../../../apps/violet/src/registry/stored-credentials.ts';

const run = promisify(execFile);
const docker = '.docker/config.json';
const podman = 'run/containers/auth.json';
const person = '.config/containers/auth.json';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'violet-stored-'));
  await mkdir(join(home, 'run'));
  await write(
    'bin/docker-credential-fake',
    `#!/bin/sh\nread -r s\ncase $s in known*|https://index.docker.io*) echo "{\\"ServerURL\\":\\"$s\\",\\"Username\\":\\"helped\\",\\"Secret\\":\\"x\\"}";; *) echo "credentials not found in native keychain"; exit 1;; esac\n`,
  );
  await chmod(join(home, 'bin/docker-credential-fake'), 0o755);
});
afterEach(() => rm(home, { recursive: true, force: true }));

async function write(path: string, content: string): Promise<void> {
  await mkdir(dirname(join(home, path)), { recursive: true });
  await writeFile(join(home, path), content);
}

const environment = (more: Record<string, string>): Record<string, string> => ({
  PATH: `${join(home, 'bin')}:${process.env.PATH}`,
  HOME: home,
  XDG_RUNTIME_DIR: join(home, 'run'),
  ...Object.fromEntries(Object.entries(more).map(([key, path]) => [key, join(home, path)])),
});

async function violetSays(target: string, env: Record<string, string>): Promise<string | undefined> {
  const context = { env, signal: new AbortController().signal, terminal: { debug: () => undefined } };
  const found = await storedCredentials(target, context as unknown as CommandContext);
  return found !== undefined && 'username' in found ? found.username : undefined;
}

async function skopeoSays(target: string, env: Record<string, string>): Promise<string | undefined> {
  const asked = await run('skopeo', ['login', '--get-login', target], { env }).catch(() => undefined);
  return asked?.stdout.trim() || undefined;
}

async function craneSays(target: string, env: Record<string, string>): Promise<string | undefined> {
  const crane = join(process.env.VIOLET_PEERS_BIN ?? '', 'crane');
  const asked = await run(crane, ['auth', 'get', target], { env }).catch(() => undefined);
  return asked === undefined ? undefined : JSON.parse(asked.stdout).Username || undefined;
}

const auth = (name: string) => ({ auth: Buffer.from(`${name}:x`).toString('base64') });
type Files = Record<string, unknown>;

const cases: [what: string, files: Files, target: string, env: Record<string, string>, answer: string | undefined][] = [
  ['a host', { [docker]: { auths: { 'r.example:5000': auth('a') } } }, 'r.example:5000', {}, 'a'],
  ['another port', { [docker]: { auths: { 'r.example:5000': auth('a') } } }, 'r.example', {}, undefined],
  ['an old key', { [docker]: { auths: { 'https://r.example/v1/': auth('a') } } }, 'r.example', {}, 'a'],
  ['Docker Hub', { [docker]: { auths: { 'https://index.docker.io/v1/': auth('a') } } }, 'docker.io', {}, 'a'],
  ['a directory that is named', { 'd/config.json': { auths: { r: auth('a') } } }, 'r', { DOCKER_CONFIG: 'd' }, 'a'],
  ['a helper in charge', { [docker]: { credHelpers: { 'known.example': 'fake' } } }, 'known.example', {}, 'helped'],
  [
    'a helper in charge that knows nothing',
    { [docker]: { credHelpers: { 'r.example': 'fake' }, auths: { 'r.example': auth('a') } } },
    'r.example',
    {},
    undefined,
  ],
];
const ofPodman: typeof cases = [
  [
    'podman before Docker',
    { [podman]: { auths: { r: auth('p') } }, [docker]: { auths: { r: auth('d') } } },
    'r',
    {},
    'p',
  ],
  [
    'the person before Docker',
    { [person]: { auths: { r: auth('p') } }, [docker]: { auths: { r: auth('d') } } },
    'r',
    {},
    'p',
  ],
  [
    'the session before the person',
    { [podman]: { auths: { r: auth('s') } }, [person]: { auths: { r: auth('p') } } },
    'r',
    {},
    's',
  ],
  [
    'Docker where podman knows nothing',
    { [podman]: { auths: { other: auth('p') } }, [docker]: { auths: { r: auth('d') } } },
    'r',
    {},
    'd',
  ],
  [
    'the named file alone',
    { 'n.json': { auths: { r: auth('n') } }, [docker]: { auths: { r: auth('d'), two: auth('d') } } },
    'r',
    { REGISTRY_AUTH_FILE: 'n.json' },
    'n',
  ],
  [
    'a namespace',
    { [podman]: { auths: { 'r.example': auth('all'), 'r.example/team': auth('team') } } },
    'r.example/team',
    {},
    'team',
  ],
  [
    'what is below a namespace',
    { [podman]: { auths: { 'r.example': auth('all'), 'r.example/team': auth('team') } } },
    'r.example/team/app',
    {},
    'team',
  ],
  ['beside a namespace', { [podman]: { auths: { 'r.example/team': auth('team') } } }, 'r.example/other', {}, undefined],
];
const ofDocker: typeof cases = [
  ['the store', { [docker]: { credsStore: 'fake', auths: { 'known.example': {} } } }, 'known.example', {}, 'helped'],
  ['the store, for Docker Hub', { [docker]: { credsStore: 'fake' } }, 'docker.io', {}, 'helped'],
  ['the store that knows nothing', { [docker]: { credsStore: 'fake' } }, 'r.example', {}, undefined],
  [
    'the store before the file',
    { [docker]: { credsStore: 'fake', auths: { 'known.example': auth('a') } } },
    'known.example',
    {},
    'helped',
  ],
];

async function asking(files: Files, more: Record<string, string>): Promise<Record<string, string>> {
  for (const [path, content] of Object.entries(files)) await write(path, JSON.stringify(content));
  return environment(more);
}

describe('stored credentials', () => {
  it.each([...cases, ...ofPodman])('are read as skopeo does: %s', async (_, files, target, more, answer) => {
    const env = await asking(files, more);

    expect(await violetSays(target, env)).toBe(answer);
    expect(await skopeoSays(target, env)).toBe(answer);
  });

  it.each([...cases, ...ofDocker])('are read as crane does: %s', async (_, files, target, more, answer) => {
    const env = await asking(files, more);

    expect(await violetSays(target, env)).toBe(answer);
    expect(await craneSays(target, env)).toBe(answer);
  });
});
