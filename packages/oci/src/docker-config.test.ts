import { describe, expect, it } from 'vitest';
import { configuredCredentials, credentialsFromDockerConfig } from './docker-config.ts';

const auth = Buffer.from('me:pass:word').toString('base64');
const read = (auths: unknown, registry: string) =>
  credentialsFromDockerConfig(JSON.stringify({ auths }), registry, 'config.json');

describe('credentialsFromDockerConfig', () => {
  it.each([
    [{ 'r.example:5000': { auth } }, 'r.example:5000'],
    [{ 'https://r.example:5000': { auth } }, 'r.example:5000'],
    [{ 'https://r.example:5000/v2/': { auth } }, 'r.example:5000'],
    [{ 'R.example:5000': { auth } }, 'r.EXAMPLE:5000'],
    [{ 'https://index.docker.io/v1/': { auth } }, 'docker.io'],
    [{ 'r.example:5000': { username: 'me', password: 'pass:word' } }, 'r.example:5000'],
  ])('finds the entry of %j for %s', (auths, registry) => {
    expect(read(auths, registry)).toEqual({ username: 'me', password: 'pass:word' });
  });

  it.each([
    [{ registrytoken: 't' }, { token: 't' }],
    [
      { identitytoken: 't', auth: Buffer.from('00000000-0000-0000-0000-000000000000:').toString('base64') },
      { refreshToken: 't' },
    ],
  ])('takes the token of %j', (entry, expected) => {
    expect(read({ r: entry }, 'r')).toEqual(expected);
  });

  it.each([
    ['r/team/app', 'app'],
    ['r/team/other', 'team'],
    ['r/team', 'team'],
    ['r/elsewhere', 'all'],
    ['r', 'all'],
  ])('takes for %s the entry of the narrowest namespace', (target, username) => {
    const entry = (name: string) => ({ username: name, password: 'p' });
    const auths = { r: entry('all'), 'r/team': entry('team'), 'r/team/app': entry('app') };

    expect(read(auths, target)).toEqual({ username, password: 'p' });
  });

  it('gives the credentials of a namespace to no other one', () => {
    expect(read({ 'r/team': { auth } }, 'r/other')).toBeUndefined();
    expect(read({ 'r/team': { auth } }, 'r')).toBeUndefined();
  });

  it.each([[{ 'other.example': { auth } }], [{ 'r.example': { auth } }], [{ 'r.example:5000': {} }], [undefined]])(
    'finds nothing for another host, another port or an empty entry: %j',
    (auths) => {
      expect(read(auths, 'r.example:5000')).toBeUndefined();
    },
  );

  it('never repeats what a broken file holds', () => {
    const broken = () => credentialsFromDockerConfig('{"auths": {"r": {"auth": canary}}}', 'r', 'config.json');

    expect(broken).toThrow('config.json: not a Docker configuration');
    expect(broken).not.toThrow('canary');
  });
});

describe('configuredCredentials', () => {
  const configured = (config: unknown, target: string) =>
    configuredCredentials(JSON.stringify(config), target, 'config.json');

  it('names the helpers that may know more', () => {
    const config = { credHelpers: { 'r.example': 'ecr-login' }, credsStore: 'desktop', auths: { 'r.example': {} } };

    expect(configured(config, 'r.example/team')).toEqual({ ownHelper: 'ecr-login', commonHelper: 'desktop' });
    expect(configured(config, 'other.example')).toEqual({ commonHelper: 'desktop' });
    expect(configured({ credsStore: '' }, 'r')).toEqual({});
  });

  it.each(['../../tmp/x', 'a/b', 'a b', '-x', '', 'x'.repeat(101), 7])('takes %j for no name of a program', (name) => {
    expect(() => configured({ credHelpers: { r: name } }, 'r')).toThrow('config.json: credHelpers');
  });
});
