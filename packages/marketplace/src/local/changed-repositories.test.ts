import { describe, expect, it } from 'vitest';
import { ChangedRepositories } from './changed-repositories.ts';

const minute = 60_000;

function aRegistry(repositories: string[]) {
  const contents = {
    repositoriesBelow: async (prefix: string) => repositories.filter((name) => name.startsWith(prefix)),
    tagsOf: async () => new Map(),
    onChange: () => () => undefined,
  };
  return new ChangedRepositories(contents);
}

const take = (changed: ChangedRepositories, now = 0, known: string[] = []) => changed.take('charts/', { known, now });

describe('the repositories to look at', () => {
  it('are all of them at first, those that are gone included, and nothing that lies deeper', async () => {
    const changed = aRegistry(['charts/web', 'charts/web/image', 'others/web']);

    expect(await take(changed, 0, ['charts/gone'])).toEqual(['charts/web', 'charts/gone']);
  });

  it('are then those that the registry has told of', async () => {
    const changed = aRegistry(['charts/web']);
    await take(changed);

    expect([changed.mark('charts/db'), changed.mark('others/web'), changed.mark('charts/web/image')]).toEqual([
      true,
      false,
      false,
    ]);
    expect(await take(changed)).toEqual(['charts/db']);
    expect(await take(changed)).toEqual([]);
  });

  it('are given back by who could not look at them', async () => {
    const changed = aRegistry(['charts/web']);
    changed.giveBack('charts/', await take(changed));

    expect(await take(changed)).toEqual(['charts/web']);
  });

  it('are all of them again after a while, and when somebody asks', async () => {
    const changed = aRegistry(['charts/web']);
    await take(changed);
    expect(await take(changed, 9 * minute)).toEqual([]);
    expect(await take(changed, 11 * minute)).toEqual(['charts/web']);

    changed.forget('charts/');
    expect(await take(changed, 11 * minute)).toEqual(['charts/web']);
  });

  it('are asked for again where the registry did not answer', async () => {
    let fails = true;
    const contents = {
      repositoriesBelow: async () => {
        if (fails) throw new Error('away');
        return ['charts/web'];
      },
      tagsOf: async () => new Map(),
      onChange: () => () => undefined,
    };
    const changed = new ChangedRepositories(contents);
    await expect(take(changed)).rejects.toThrow('away');
    fails = false;

    expect(await take(changed)).toEqual(['charts/web']);
  });
});
