import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CommandContext } from '../command/define-command.ts';
import { askCredentialHelper } from './credential-helper.ts';
import { storedCredentials } from './stored-credentials.ts';

let home: string;
let debugged: string[];
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'violet-stored-'));
  debugged = [];
});
afterEach(() => rm(home, { recursive: true, force: true }));

const auth = (name: string) => ({ auth: Buffer.from(`${name}:canary`).toString('base64') });
const person = (username: string) => ({ username, password: 'canary' });

function context(env: Record<string, string> = {}): CommandContext {
  const directories = {
    HOME: home,
    XDG_RUNTIME_DIR: join(home, 'run'),
    PATH: `${join(home, 'bin')}:${process.env['PATH']}`,
  };
  return {
    env: { ...directories, VIOLET_PASSWORD: 'canary', ...env },
    signal: new AbortController().signal,
    terminal: { debug: (text: string) => debugged.push(text) },
  } as unknown as CommandContext;
}

async function write(path: string, content: unknown): Promise<void> {
  await mkdir(dirname(join(home, path)), { recursive: true });
  await writeFile(join(home, path), typeof content === 'string' ? content : JSON.stringify(content));
}

/** A helper that writes down what it was asked. */
async function helper(name: string, script: string): Promise<void> {
  await write(`bin/docker-credential-${name}`, `#!/bin/sh\nread -r server\n${script}\n`);
  await chmod(join(home, `bin/docker-credential-${name}`), 0o755);
}
const answering = (username: string, secret: string) =>
  `echo '{"ServerURL":"x","Username":"${username}","Secret":"${secret}"}'`;

describe('stored credentials', () => {
  it('are those of the first file that knows the registry', async () => {
    await write('run/containers/auth.json', { auths: { 'one.example': auth('session') } });
    await write('.config/containers/auth.json', {
      auths: { 'one.example': auth('podman'), 'two.example': auth('podman') },
    });
    await write('.docker/config.json', { auths: { 'two.example': auth('docker'), 'three.example': auth('docker') } });

    expect(await storedCredentials('one.example', context())).toEqual(person('session'));
    expect(await storedCredentials('two.example/team', context())).toEqual(person('podman'));
    expect(await storedCredentials('three.example', context())).toEqual(person('docker'));
    expect(await storedCredentials('four.example', context())).toBeUndefined();
    expect(debugged.join('\n')).toContain('.docker/config.json');
    expect(debugged.join('\n')).not.toContain('canary');
  });

  it('are those of the named file alone', async () => {
    await write('.docker/config.json', { auths: { 'one.example': auth('docker') } });
    await write('named.json', { auths: { 'two.example': auth('named') } });
    const named = context({ REGISTRY_AUTH_FILE: join(home, 'named.json') });

    expect(await storedCredentials('two.example', named)).toEqual(person('named'));
    expect(await storedCredentials('one.example', named)).toBeUndefined();
  });

  it('pass over what cannot be read', async () => {
    await mkdir(join(home, '.config/containers/auth.json'), { recursive: true });
    await write('.docker/config.json', { auths: { 'one.example': auth('docker') } });

    expect(await storedCredentials('one.example', context())).toEqual(person('docker'));
    expect(debugged[0]).toContain('cannot be read: EISDIR');
  });
});

describe('a credential helper', () => {
  it('is asked for the host alone, and decides for the registry that it is in charge of', async () => {
    await helper('own', `echo "$server" > '${home}/asked'; ${answering('helped', 'canary')}`);
    await write('.docker/config.json', {
      credHelpers: { 'one.example:5000': 'own' },
      auths: { 'one.example:5000': auth('docker') },
    });

    expect(await storedCredentials('one.example:5000/team/app', context())).toEqual(person('helped'));
    expect(await askCredentialHelper('own', 'docker.io', context())).toEqual(person('helped'));
  });

  it('comes before what the file holds where it is for all registries, and steps back where it knows nothing', async () => {
    await helper(
      'store',
      `case $server in one.*) ${answering('helped', 'canary')};; *) echo 'credentials not found in native keychain'; exit 1;; esac`,
    );
    const auths = { 'one.example': auth('docker'), 'two.example': auth('docker') };
    await write('.docker/config.json', { credsStore: 'store', auths });

    expect(await storedCredentials('one.example', context())).toEqual(person('helped'));
    expect(await storedCredentials('two.example', context())).toEqual(person('docker'));
    expect(await storedCredentials('three.example', context())).toBeUndefined();
  });

  it('that is not installed is passed over where it is for all registries, and missed where it is in charge', async () => {
    await write('.docker/config.json', {
      credsStore: 'desktop',
      credHelpers: { 'two.example': 'ecr-login' },
      auths: { 'one.example': auth('docker') },
    });

    expect(await storedCredentials('one.example', context())).toEqual(person('docker'));
    await expect(storedCredentials('two.example', context())).rejects.toThrow(
      'credential helper docker-credential-ecr-login for two.example is not installed',
    );
  });

  it('may have a token for the issuer of tokens', async () => {
    await helper('acr', answering('<token>', 'canary'));

    expect(await askCredentialHelper('acr', 'r', context())).toEqual({ refreshToken: 'canary' });
  });

  it.each([
    ['fails', 'echo canary; echo canary >&2; exit 3', 'it ended with 3'],
    ['answers something else', 'echo \'{"canary": 1\'', 'is not what credential helpers answer'],
    ['answers without end', 'while :; do echo canarycanarycanarycanary; done', 'it ended with a signal'],
    ['never answers', 'exec sleep 600', 'it did not answer within 0.3 s'],
  ])('that %s is named, and nothing of what it said', async (_, script, why) => {
    await helper('bad', script);

    const asked = askCredentialHelper('bad', 'r.example', context(), 300);

    await expect(asked).rejects.toThrow(why);
    await expect(asked).rejects.toThrow('credential helper docker-credential-bad for r.example');
    await expect(asked).rejects.not.toThrow('canary');
  });

  it('sees none of the passwords that violet was given, and no shell sees what it is asked', async () => {
    await helper('curious', `env > '${home}/seen'; echo "$server" >> '${home}/seen'; ${answering('me', 'x')}`);
    const target = '$(touch x).example';

    await askCredentialHelper('curious', target, context());

    const { readFile } = await import('node:fs/promises');
    const seen = await readFile(join(home, 'seen'), 'utf8');
    expect(seen).not.toContain('canary');
    expect(seen).toContain(target);
  });
});
