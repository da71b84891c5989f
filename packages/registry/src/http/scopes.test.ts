import { describe, expect, it } from 'vitest';
import { parseScopes } from './scopes.ts';

describe('parseScopes', () => {
  it.each([
    [['repository:a/b:pull,push'], [{ repository: 'a/b', actions: ['pull', 'push'] }]],
    [
      ['repository:a:pull repository:b:*'],
      [
        { repository: 'a', actions: ['pull'] },
        { repository: 'b', actions: ['pull', 'push', 'delete'] },
      ],
    ],
    [['repository(plugin):a:pull'], [{ repository: 'a', actions: ['pull'] }]],
    [['repository:a:fly'], [{ repository: 'a', actions: [] }]],
    [['registry:catalog:*', 'repository:../x:pull', 'repository:a', ''], []],
  ])('reads %j', (parameters, expected) => {
    expect(parseScopes(parameters)).toEqual(expected);
  });
});
