import { describe, expect, it } from 'vitest';
import { credentialsFromDockerConfig } from './docker-config.ts';

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

  it('takes a token', () => {
    expect(read({ r: { registrytoken: 't' } }, 'r')).toEqual({ token: 't' });
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
