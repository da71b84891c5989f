import { describe, expect, it } from 'vitest';
import { readDelegation } from './delegation.ts';
import { proxiedUser } from './proxied-user.ts';

const published = {
  'client-ca-file': 'CLIENTS',
  'requestheader-client-ca-file': 'PROXY',
  'requestheader-allowed-names': '["front-proxy-client"]',
  'requestheader-username-headers': '["X-Remote-User"]',
  'requestheader-group-headers': '["X-Remote-Group"]',
  'requestheader-extra-headers-prefix': '["X-Remote-Extra-"]',
};

describe('whom a cluster tells its servers to believe', () => {
  it('is read from what its API server publishes', () => {
    expect(readDelegation(published)).toEqual({
      clientAuthority: 'CLIENTS',
      proxy: {
        authority: 'PROXY',
        names: ['front-proxy-client'],
        usernameHeaders: ['x-remote-user'],
        uidHeaders: [],
        groupHeaders: ['x-remote-group'],
        extraPrefixes: ['x-remote-extra-'],
      },
    });
  });

  it.each([{}, { ...published, 'requestheader-username-headers': 'no list' }])(
    'is nobody where it is not said',
    (data) => {
      expect(proxiedUser({ 'x-remote-user': 'jane' }, readDelegation(data).proxy)).toBeUndefined();
    },
  );
});

describe('the user for whom a proxy asks', () => {
  const { proxy } = readDelegation(published);

  it('has the groups and the rest that its headers say', () => {
    const headers = {
      'x-remote-user': 'jane',
      'x-remote-group': 'a, b',
      'x-remote-extra-example.com%2fscopes': 'read, write',
      'x-other': 'z',
    };
    expect(proxiedUser(headers, proxy)).toEqual({
      username: 'jane',
      groups: ['a', 'b'],
      extra: { 'example.com/scopes': ['read', 'write'] },
    });
  });

  it('is nobody without a name', () => {
    expect(proxiedUser({ 'x-remote-user': '', 'x-remote-group': 'system:masters' }, proxy)).toBeUndefined();
  });
});
